"""Transcripts of another recogniser, by the contract ``autoqa.transcript/1``."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from autoqa.errors import TranscriptError
from autoqa.types import Transcript


def load_transcript(path: Path) -> Transcript:
    """Read, check and sort by time.

    Raises:
        TranscriptError: naming the file, the segment, the cause and the mend.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        transcript = Transcript.model_validate(data)
    except (OSError, ValueError, ValidationError, RecursionError) as error:
        raise TranscriptError(path, f"cannot be used ({error})", "Correct the file") from None
    ordered = tuple(sorted(transcript.segments, key=lambda s: (s.start, s.end)))
    return transcript.model_copy(update={"segments": ordered})
