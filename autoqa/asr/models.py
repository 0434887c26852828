"""Models on disk: which are installed, and which one to use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from autoqa.config import Settings
from autoqa.errors import ModelError
from autoqa.resources import embedded_model_dir

EMBEDDED = "embedded"
"""Name of the small model that the program carries."""


class Engine(StrEnum):
    WHISPER = "faster-whisper"
    SHERPA = "sherpa-onnx"


@dataclass(frozen=True)
class ModelDir:
    """A model directory on disk."""

    name: str
    path: Path
    engine: Engine

    @property
    def embedded(self) -> bool:
        return self.name == EMBEDDED

    @cached_property
    def sha256(self) -> str:
        """Identity of the weights: hash of the one weights file, or over the hashes of all of them, by name."""
        weights = sorted([*self.path.glob("model.bin"), *self.path.glob("*.onnx")])
        digests = [_file_sha256(path) for path in weights]
        if len(digests) == 1:
            return digests[0]
        return hashlib.sha256(
            "\n".join(f"{p.name} {d}" for p, d in zip(weights, digests, strict=True)).encode()
        ).hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def resolve(name_or_dir: str | Path | None, settings: Settings) -> ModelDir:
    """The model to use: the named one, a directory, or by default the best installed one, else the embedded one.

    Raises:
        ModelError: there is no such model.
    """
    wanted = name_or_dir if name_or_dir is not None else settings.model
    if wanted is None or wanted == EMBEDDED:
        return open_dir(embedded_model_dir(), EMBEDDED)
    installed = settings.models_dir / wanted
    if Path(wanted).name == str(wanted) and installed.is_dir():
        return open_dir(installed, str(wanted))
    if Path(wanted).is_dir():
        return open_dir(Path(wanted), Path(wanted).resolve().name)
    raise ModelError(str(wanted), "is neither an installed model nor a directory", "See: autoqa models list")


def open_dir(path: Path, name: str) -> ModelDir:
    """Recognise what kind of model lies in ``path``.

    Raises:
        ModelError: it is not a directory or holds no model of a known kind.
    """
    if not path.is_dir():
        raise ModelError(path, "is not a directory", "Install a model with: autoqa models pull NAME")
    if (path / "model.bin").is_file():
        return ModelDir(name, path, Engine.WHISPER)
    if any(path.glob("*.onnx")):
        return ModelDir(name, path, Engine.SHERPA)
    raise ModelError(
        path, "holds neither model.bin nor *.onnx files", "Pull the model again: autoqa models pull NAME"
    )
