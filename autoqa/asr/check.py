"""Whether a model on disk is complete, unchanged and loads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from autoqa.asr.engine import Engine
from autoqa.asr.lock import file_sha256, read_lock
from autoqa.asr.manifest import read_manifest
from autoqa.asr.models import ModelDir
from autoqa.asr.registry import make_recognizer
from autoqa.asr.whisper import REQUIRED_FILES
from autoqa.config import Settings
from autoqa.errors import AutoqaError

_JSON = ("config.json", "tokenizer.json", "preprocessor_config.json", "vocabulary.json")


def check(model: ModelDir, settings: Settings, *, load: bool = True) -> tuple[str, ...]:
    """Everything that is wrong with ``model``, one line each; empty when it is in order.

    Args:
        load: also load it as a recogniser would (a large model takes seconds). Models that only tell speakers
            apart are loaded with the first recording.
    """
    problems = (*_files(model), *_hashes(model.path))
    entry = read_manifest().get(model.name)
    recognises = entry is None or entry.task == "speech"
    if load and recognises and not problems:
        problems = tuple(_loading(model, settings))
    return problems


def _files(model: ModelDir) -> Iterator[str]:
    if model.engine is Engine.WHISPER:
        for name in REQUIRED_FILES:
            if not (model.path / name).is_file():
                yield f"{name} is missing"
    for name in _JSON:
        path = model.path / name
        if path.is_file() and not _is_json(path):
            yield f"{name} is damaged"


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def _hashes(directory: Path) -> Iterator[str]:
    """Files that are no longer what was pulled."""
    try:
        lock = read_lock(directory)
    except AutoqaError as error:
        yield str(error)
        return
    for name, locked in (lock.files if lock else {}).items():
        path = directory / name
        if not path.is_file():
            yield f"{name} is missing"
        elif path.stat().st_size != locked.size:
            yield f"{name} has {path.stat().st_size} bytes, {locked.size} were pulled"
        elif file_sha256(path) != locked.sha256:
            yield f"{name} is not what was pulled (sha256 differs)"


def _loading(model: ModelDir, settings: Settings) -> Iterator[str]:
    try:
        make_recognizer(model, settings)
    except AutoqaError as error:
        yield error.cause
