"""Speech recognition: models on disk, recognisers, imported transcripts. No recogniser is loaded by
importing this."""

from autoqa.asr.base import Recognised, Recognizer
from autoqa.asr.imported import load_transcript
from autoqa.asr.models import ModelDir, resolve
from autoqa.asr.registry import make_recognizer

__all__ = ["ModelDir", "Recognised", "Recognizer", "load_transcript", "make_recognizer", "resolve"]
