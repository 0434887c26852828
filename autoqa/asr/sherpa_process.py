"""The parent's side of the sherpa-onnx child process: start, ask, and tell plainly when it died."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Sequence
from typing import Any

import numpy as np

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.sherpa_family import SherpaModel
from autoqa.asr.wire import BrokenWireError, Samples, receive, send
from autoqa.errors import ModelError, RecognitionError

LOADING_LIMIT_S = 600.0
"""The largest models (FireRedASR, 1.7 GB) take about a minute from a slow disk."""

_BATCH_LIMIT_S = 120.0
_LIMIT_PER_SECOND = 60.0  # of sound: far slower than any usable recogniser
_MEND = "Check the model with: autoqa models check DIR, and pull it again if files are damaged"


class SherpaProcess:
    """A child process with one loaded model. It is ended with the object."""

    def __init__(self, name: str, model: SherpaModel) -> None:
        """Start the child and load the model in it.

        Raises:
            ModelError: sherpa-onnx is not installed, or it refused the model and said why.
            RecognitionError: the child died while loading.
        """
        self._name = name
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the child)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "autoqa.asr.sherpa_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._finalizer = weakref.finalize(self, _end, self._child)
        request = {"factory": model.family.factory, "arguments": dict(model.arguments)}
        answer = self._ask(request, None, LOADING_LIMIT_S, "while loading the model")
        if "error" in answer:
            self.close()
            if "ModuleNotFoundError" in answer["error"]:
                raise ModelError(
                    name, "needs sherpa-onnx, which is not installed", "pip install autoqa[sherpa]"
                )
            raise ModelError(name, f"sherpa-onnx refuses this model ({answer['error']})", _MEND)

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def decode(self, clips: Sequence[Samples]) -> list[dict[str, Any]]:
        """Text, tokens, timestamps and log_probs of each clip (16 kHz).

        Raises:
            RecognitionError: the child died or hung.
        """
        lengths = [len(clip) for clip in clips]
        limit = _BATCH_LIMIT_S + _LIMIT_PER_SECOND * sum(lengths) / SAMPLE_RATE
        answer = self._ask(
            {"lengths": lengths, "rate": SAMPLE_RATE}, np.concatenate(clips), limit, "on this recording"
        )
        results: list[dict[str, Any]] = answer["results"]
        return results

    def close(self) -> None:
        """End the child."""
        self._finalizer()
        self._errors.close()

    def _ask(
        self, header: dict[str, Any], samples: Samples | None, limit: float, when: str
    ) -> dict[str, Any]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        timer = threading.Timer(limit, self._child.kill)
        timer.start()
        try:
            send(self._child.stdin, header, samples)
            answer, _ = receive(self._child.stdout)
            return answer
        except BrokenWireError:
            late = not timer.is_alive()
            cause = f"gave no answer within {limit:.0f} s {when}" if late else f"ended its process {when}"
            raise RecognitionError(self._name, f"sherpa-onnx {cause}{self._last_words()}", _MEND) from None
        finally:
            timer.cancel()

    def _last_words(self) -> str:
        """What the child wrote last before it died, with its exit status."""
        status = self._child.wait()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        said = [line.strip() for line in lines if line.strip()]
        self.close()
        return f" (exit status {status}{': ' + said[-1][:300] if said else ''})"


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue
