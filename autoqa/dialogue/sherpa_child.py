"""The process in which sherpa-onnx tells speakers apart: ``python -m autoqa.dialogue.sherpa_child``.

One request on stdin, one answer on the original stdout; whatever the library prints goes to stderr.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from autoqa.asr.wire import Samples, receive, send


def main() -> None:
    """Answer one request and end."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    header, samples = receive(sys.stdin.buffer)
    try:
        send(answers, {"segments": _diarize(header, samples)})
    except (ImportError, RuntimeError, TypeError, ValueError) as error:
        send(answers, {"error": f"{type(error).__name__}: {error}"})


def _diarize(header: dict[str, Any], samples: Samples) -> list[tuple[float, float, int]]:
    """(start, end, speaker) of every segment, none dropped or filled for being short."""
    import sherpa_onnx as sherpa

    config = sherpa.OfflineSpeakerDiarizationConfig(
        segmentation=sherpa.OfflineSpeakerSegmentationModelConfig(
            pyannote=sherpa.OfflineSpeakerSegmentationPyannoteModelConfig(model=header["segmentation"])
        ),
        embedding=sherpa.SpeakerEmbeddingExtractorConfig(model=header["embedding"]),
        clustering=sherpa.FastClusteringConfig(num_clusters=header["speakers"]),
        min_duration_on=0.0,
        min_duration_off=0.0,
    )
    if not config.validate():
        raise ValueError("the configuration is not valid")
    result = sherpa.OfflineSpeakerDiarization(config).process(samples)
    return [(segment.start, segment.end, segment.speaker) for segment in result.sort_by_start_time()]


if __name__ == "__main__":
    main()
