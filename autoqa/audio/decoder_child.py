"""The decoder's child process: ``python -m autoqa.audio.decoder_child``.

Says that it is ready, then reads a line of JSON (path, max_seconds) a request and answers as
:mod:`autoqa.audio.wire` says. First it limits itself: its memory, its open files, and it may write none.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import IO

from autoqa.audio.decode import decode
from autoqa.audio.wire import send_end, send_piece
from autoqa.errors import AudioError

MEMORY = 1 << 30
"""Bytes of address space beyond what the libraries take; the largest honest recordings need a tenth."""

_FILES = 64


def limit() -> None:
    """Where the system knows such limits (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    pages = Path("/proc/self/statm")
    taken = int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else MEMORY
    for kind, most in (
        (resource.RLIMIT_AS, taken + MEMORY),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, most) if hard < 0 else (min(most, hard), hard))


def answer(request: str, out: IO[bytes]) -> None:
    """Decode one file."""
    wanted = json.loads(request)
    try:
        facts = decode(Path(wanted["path"]), partial(send_piece, out), wanted["max_seconds"])
    except AudioError as error:
        send_end(out, {"error": {"cause": error.cause, "mend": error.mend}})
    except MemoryError:
        send_end(out, {"memory": MEMORY})
    else:
        send_end(out, {"facts": facts.model_dump(mode="json")})


def main() -> None:
    out = sys.stdout.buffer
    limit()
    send_end(out, {"ready": True})
    for request in sys.stdin:
        answer(request, out)


if __name__ == "__main__":
    main()
