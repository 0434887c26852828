"""Which recogniser runs which kind of model directory."""

from __future__ import annotations

from autoqa.asr.base import Recognizer
from autoqa.asr.engine import Engine
from autoqa.asr.models import ModelDir
from autoqa.config import Settings


def make_recognizer(model: ModelDir, settings: Settings) -> Recognizer:
    """Load a model.

    Raises:
        ModelError: the model is incomplete or damaged, or its engine is not installed.
    """
    if model.engine is Engine.SHERPA:
        from autoqa.asr.sherpa import SherpaRecognizer

        return SherpaRecognizer(model, settings)
    from autoqa.asr.whisper import WhisperRecognizer

    return WhisperRecognizer(model, settings)
