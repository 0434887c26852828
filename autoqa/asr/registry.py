"""Which recogniser to use: one of the user's own, or the one that runs this kind of model directory."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from autoqa.asr.base import Recognizer
from autoqa.asr.engine import Engine
from autoqa.asr.models import ModelDir, resolve
from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.types import Asr


def recognizer_of(settings: Settings) -> Recognizer:
    """Load the recogniser that the settings ask for.

    Raises:
        ModelError: the model is missing, incomplete or damaged, or its engine is not installed.
        UsageError: the user's own recogniser cannot be imported.
    """
    if settings.recognizer is None:
        return make_recognizer(resolve(settings.model, settings), settings)
    made: Recognizer = _imported(settings.recognizer)(settings)
    return made


def recognizer_key(settings: Settings) -> str:
    """Names the recogniser without loading it: what has been heard by it need not be heard by it again.

    Raises:
        ModelError: there is no such model.
        UsageError: the user's own recogniser cannot be imported.
    """
    if settings.recognizer is not None:
        _imported(settings.recognizer)
        return settings.recognizer
    model = resolve(settings.model, settings)
    return key_of(Asr(engine=model.engine.value, model=model.name, model_sha256=model.sha256))


def key_of(asr: Asr) -> str:
    """The key of the model that a transcript says it was made with."""
    return f"{asr.engine}:{asr.model}:{(asr.model_sha256 or '')[:16]}"


def _imported(name: str) -> Callable[[Settings], Recognizer]:
    module, _, function = name.partition(":")
    try:
        found: Callable[[Settings], Recognizer] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(
            f"recognizer {name}", f"cannot be imported ({error})", "Write module:function, and install it"
        ) from None
    return found


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
