"""A hub on the loopback interface: the few requests that huggingface_hub makes to pull files."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """What the hub serves and what it was asked.

    Attributes:
        files: name → content; those of 1 kB and more are "large" and have a declared hash.
        cut_after: bytes after which the next transfer of a large file breaks off; then the hub is down.
        down: every request is refused.
        whole_only: ranges are not understood, as by some mirrors.
        ranges: Range headers of the file transfers seen (None: from the start).
    """

    repo: str
    files: Mapping[str, bytes]
    cut_after: int | None = None
    down: bool = False
    whole_only: bool = False
    declared: dict[str, str] = field(default_factory=dict)
    ranges: list[tuple[str, str | None]] = field(default_factory=list)
    endpoint: str = ""

    def sha256(self, name: str) -> str:
        return self.declared.get(name) or hashlib.sha256(self.files[name]).hexdigest()


def _large(content: bytes) -> bool:
    return len(content) >= 1000


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        parts = self.path.split("?")[0].strip("/").split("/")
        if self.hub.down:
            self._json(500, {"error": "down"})
        elif parts[:2] == ["api", "models"] and "/".join(parts[2:4]) == self.hub.repo:
            self._json(200, self._info())
        elif "/".join(parts[:2]) == self.hub.repo and parts[2] == "resolve" and parts[4] in self.hub.files:
            self._file(parts[4], body=body)
        else:
            self._json(404, {"error": "Repository Not Found"})

    def _info(self) -> dict[str, object]:
        siblings = [
            {"rfilename": name, "size": len(content)}
            | (
                {"lfs": {"sha256": self.hub.sha256(name), "size": len(content), "pointerSize": 1}}
                if _large(content)
                else {}
            )
            for name, content in self.hub.files.items()
        ]
        return {"id": self.hub.repo, "modelId": self.hub.repo, "sha": COMMIT, "siblings": siblings}

    def _file(self, name: str, *, body: bool) -> None:
        content = self.hub.files[name]
        asked = None if self.hub.whole_only else self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
        if body:
            self.hub.ranges.append((name, asked))
        if start >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if asked else 200)
        self.send_header("ETag", f'"{self.hub.sha256(name) if _large(content) else "small"}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Accept-Ranges", "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if not body:
            return
        if self.hub.cut_after is not None and _large(content):
            self.wfile.write(content[start : self.hub.cut_after])
            self.hub.down = True
            self.close_connection = True
            return
        self.wfile.write(content[start:])

    def _json(self, status: int, data: dict[str, object]) -> None:
        content = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve ``hub`` until the block ends; its address is in ``hub.endpoint``."""
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
