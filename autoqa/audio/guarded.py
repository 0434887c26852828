"""Opening recordings of strangers: the decoder runs in a child process with limits.

FFmpeg reads some hundred formats in C. A recording made to break it can end, hang or fill the child, and then
the answer is one clear error about that recording; the next one gets a new child. One child serves a process
for all its recordings, since starting one takes half a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from functools import cache
from pathlib import Path
from typing import Any

from autoqa.audio.decode import MAX_SECONDS, Facts
from autoqa.audio.recording import Recording
from autoqa.audio.samples import Gathered
from autoqa.audio.stereo import is_fake_stereo
from autoqa.audio.wire import BrokenWireError, receive
from autoqa.errors import AudioError

LIMIT_S = 45.0
"""Seconds that a recording may take to decode, and a second more for each MB: a six-hour call in MP3 (80 MB)
takes 25."""

_PASSED = ("PATH", "HOME", "LANG", "LC_", "LD_", "DYLD_", "PYTHON", "VIRTUAL_ENV", "TMP", "TEMP", "SYSTEM")
"""Beginnings of the variables that starting Python may need. All others, such as a database URL with its
password or the keys of an object storage, are no business of the decoder."""
_LONGEST_WORDS = 200
_EXPORT = "Export it anew from the recorder, or leave it out"


def open_recording(path: str | Path, *, max_seconds: float = MAX_SECONDS) -> Recording:
    """Decode a recording of one or two channels in the child process.

    Raises:
        AudioError: as :func:`autoqa.audio.decode.decode` says, or the recording broke the decoder.
    """
    return _decoder(os.getpid()).open(Path(path), max_seconds)


@cache
def _decoder(process: int) -> Decoder:
    """That of this process: a forked worker must not share its parent's."""
    return Decoder()


def close_decoder() -> None:
    """End the child process of this process; the next recording starts another."""
    _decoder.cache_clear()


def as_recording(samples: Gathered, facts: Facts) -> Recording:
    """Samples with what is known of them."""
    pcm = samples.samples()
    return Recording(
        facts.info, pcm, facts.sample_rate, is_fake_stereo(pcm, facts.sample_rate), facts.truncated
    )


class Decoder:
    """A child process that decodes one recording at a time; started when first needed, and anew when it
    ended."""

    def __init__(self, module: str = "autoqa.audio.decoder_child", limit_s: float = LIMIT_S) -> None:
        self._module = module
        self._limit_s = limit_s
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def open(self, path: Path, max_seconds: float) -> Recording:
        """See :func:`open_recording`."""
        with self._lock:
            samples, answer = self._ask(path, max_seconds)
        if "error" in answer:
            raise AudioError(path, answer["error"]["cause"], answer["error"]["mend"])
        if "memory" in answer:
            raise AudioError(path, f"takes more than {answer['memory'] >> 20} MB to decode", _EXPORT)
        return as_recording(samples, Facts.model_validate(answer["facts"]))

    def _ask(self, path: Path, max_seconds: float) -> tuple[Gathered, dict[str, Any]]:
        child = self._running()
        request = {"path": str(path.absolute()), "max_seconds": max_seconds}
        assert child.stdin is not None
        assert child.stdout is not None
        limit = self._limit_s + _megabytes(path)
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(limit, give_up)
        timer.daemon = True
        timer.start()
        try:
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
            return receive(child.stdout)
        except (BrokenWireError, OSError):
            words = _last_words(child)  # also waits for its end, so that the next recording gets a new one
            cause = f"took longer than {limit:.0f} s" if late.is_set() else f"ended the decoder ({words})"
            raise AudioError(path, f"{cause}: it is damaged, or made to do harm", _EXPORT) from None
        except BaseException:
            _end(child)  # interrupted: what it still has to say must not answer the next request
            raise
        finally:
            timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            environment = {name: value for name, value in os.environ.items() if name.startswith(_PASSED)}
            self._child = subprocess.Popen(
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
            )
            weakref.finalize(self, _end, self._child)
            assert self._child.stdout is not None
            try:
                receive(self._child.stdout)
            except BrokenWireError:
                raise AudioError(
                    "the decoder", f"does not start ({_last_words(self._child)})", "See autoqa doctor"
                ) from None
        return self._child


def _last_words(child: subprocess.Popen[bytes]) -> str:
    """How the child ended, and the last line that it wrote."""
    assert child.stderr is not None
    child.kill()
    lines = [line.strip() for line in child.stderr.read().decode(errors="replace").splitlines()]
    said = next((line for line in reversed(lines) if line), "")[:_LONGEST_WORDS]
    status = _end(child)
    return (f"signal {-status}" if status < 0 else f"status {status}") + (f": {said}" if said else "")


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / 1e6
    except OSError:
        return 0.0


def _end(child: subprocess.Popen[bytes]) -> int:
    """End it; its exit status."""
    child.kill()
    status = child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
    return status
