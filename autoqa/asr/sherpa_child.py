"""The process in which sherpa-onnx runs: ``python -m autoqa.asr.sherpa_child``.

sherpa-onnx ends its process on a bad model or bad input (``_Exit``), so it never runs in the caller's.
Messages come on stdin and answers leave on the original stdout; whatever the library prints goes to stderr.
"""

from __future__ import annotations

import os
import sys
from typing import Any, BinaryIO

import numpy as np

from autoqa.asr.wire import BrokenWireError, Samples, receive, send


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    try:
        header, _ = receive(requests)
        recognizer = _load(header, answers)
        while recognizer is not None:
            header, samples = receive(requests)
            send(answers, {"results": _decode(recognizer, samples, header["lengths"], header["rate"])})
    except BrokenWireError:
        return


def _load(header: dict[str, Any], answers: BinaryIO) -> Any:
    """The recogniser, or None after telling the parent why there is none."""
    try:
        import sherpa_onnx

        recognizer = getattr(sherpa_onnx.OfflineRecognizer, header["factory"])(**header["arguments"])
    except Exception as error:
        send(answers, {"error": f"{type(error).__name__}: {error}"})
        return None
    send(answers, {"ready": sherpa_onnx.__version__})
    return recognizer


def _decode(recognizer: Any, samples: Samples, lengths: list[int], rate: int) -> list[dict[str, Any]]:
    """Recognise the clips laid end to end in ``samples``, which has ``rate`` samples a second."""
    streams = []
    for clip in np.split(samples, np.cumsum(lengths)[:-1]):
        stream = recognizer.create_stream()
        stream.accept_waveform(rate, clip)
        streams.append(stream)
    recognizer.decode_streams(streams)
    return [
        {
            "text": stream.result.text,
            "tokens": list(stream.result.tokens),
            "timestamps": list(stream.result.timestamps),
            "log_probs": list(stream.result.ys_log_probs),
        }
        for stream in streams
    ]


if __name__ == "__main__":
    main()
