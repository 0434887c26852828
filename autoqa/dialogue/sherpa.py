"""Speaker diarization by sherpa-onnx, where its two models are installed.

It needs a segmentation model (pyannote-segmentation-3.0) and a speaker embedding model (3D-Speaker,
WeSpeaker or NeMo), both as ONNX files whose metadata say what they are. The library ends its process on a
bad model, so it runs in a child process that is started for one recording and ends with it.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autoqa.asr.wire import BrokenWireError, receive, send
from autoqa.dialogue.speakers import SpeakerSpan
from autoqa.errors import ModelError, RecognitionError

if TYPE_CHECKING:
    from autoqa.audio import Recording

RATE = 16000
"""Hz that the models take."""

_SEGMENTATION = b"pyannote-segmentation"
_EMBEDDING = (b"wespeaker", b"3d-speaker", b"nemo")
_TAIL = 1 << 14
"""Bytes at the end of an ONNX file in which its metadata are looked for."""

_START_LIMIT_S = 120.0
_LIMIT_PER_SECOND = 5.0
"""Seconds the child may take: to start, and for each second of sound; on two cores it needs about a tenth
of that."""

_CERTAINTY = 0.97
"""Taken for every span that sherpa-onnx names: it gives no usable probability of its own."""


@dataclass(frozen=True, slots=True)
class SpeakerModels:
    """The two model files."""

    segmentation: Path
    embedding: Path


def find_speaker_models(directories: Sequence[Path]) -> SpeakerModels | None:
    """The first segmentation and the first embedding model in ``directories`` and the folders in them, told
    by their metadata; quantised files first. None unless both are there."""
    segmentation = embedding = None
    for path in _candidates(directories):
        tail = _tail(path)
        if _SEGMENTATION in tail:
            segmentation = segmentation or path
        elif b"framework" in tail and any(name in tail for name in _EMBEDDING):
            embedding = embedding or path
    return SpeakerModels(segmentation, embedding) if segmentation and embedding else None


def sherpa_diarize(
    recording: Recording, channel: int, models: SpeakerModels, speakers: int = 2
) -> tuple[SpeakerSpan, ...]:
    """Who speaks when on ``channel``, as sherpa-onnx hears it; spans by start time.

    Raises:
        ModelError: sherpa-onnx is not installed, or a model file is missing or refused.
        RecognitionError: the child process died or hung on the recording.
    """
    for path in (models.segmentation, models.embedding):
        if not path.is_file():
            raise ModelError(path, "is not there", "Put the model file there, or remove its folder")
    request = io.BytesIO()
    send(
        request,
        {"segmentation": str(models.segmentation), "embedding": str(models.embedding), "speakers": speakers},
        recording.channel(channel, rate=RATE),
    )
    try:
        child = subprocess.run(
            [sys.executable, "-m", "autoqa.dialogue.sherpa_child"],
            input=request.getvalue(),
            capture_output=True,
            timeout=_START_LIMIT_S + _LIMIT_PER_SECOND * recording.duration,
            check=False,
        )
        answer, _ = receive(io.BytesIO(child.stdout))
    except subprocess.TimeoutExpired as error:
        raise RecognitionError(
            recording.info.file, f"speaker diarization gave no answer within {error.timeout:.0f} s", _MEND
        ) from None
    except BrokenWireError:
        said = child.stderr.decode(errors="replace").strip().splitlines()
        last = f": {said[-1][:300]}" if said else ""
        raise RecognitionError(
            recording.info.file,
            f"speaker diarization ended its process (status {child.returncode}{last})",
            _MEND,
        ) from None
    if "error" in answer:
        if "ModuleNotFoundError" in answer["error"]:
            raise ModelError("sherpa-onnx", "is not installed", "pip install autoqa[sherpa]")
        raise ModelError(
            models.embedding.parent, f"sherpa-onnx refuses the models ({answer['error']})", _MEND
        )
    return tuple(
        SpeakerSpan(start=round(start, 3), end=round(end, 3), speaker=speaker, confidence=_CERTAINTY)
        for start, end, speaker in answer["segments"]
    )


_MEND = "Check the speaker models with sherpa-onnx's own examples, or remove them to use the built-in method"


def _candidates(directories: Sequence[Path]) -> Iterator[Path]:
    for directory in directories:
        if directory.is_dir():
            yield from sorted(
                (*directory.glob("*.onnx"), *directory.glob("*/*.onnx")),
                key=lambda path: (path.parent, ".int8." not in path.name, path.name),
            )


def _tail(path: Path) -> bytes:
    """The end of a file; nothing when it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            return file.read()
    except OSError:
        return b""
