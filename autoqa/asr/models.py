"""Models on disk: which are installed, and which one to use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autoqa.asr.engine import Engine
from autoqa.asr.lock import LOCK_FILE, file_sha256, read_lock
from autoqa.asr.manifest import ModelEntry, read_manifest
from autoqa.config import Settings
from autoqa.errors import ModelError
from autoqa.resources import embedded_model_dir

EMBEDDED = "embedded"
"""Name of the small model that the program carries."""

_WEIGHTS = ("model.bin", "*.onnx")
_PULL = "Pull it again: autoqa models pull NAME"


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
        """Identity of the weights: the hash of the one weights file, or a hash over the hashes of several.

        Taken from the note of the pull where there is one with the right sizes and no file is newer than it,
        else computed.
        """
        weights = sorted(path for pattern in _WEIGHTS for path in self.path.glob(pattern))
        digests = [self._noted(path) or file_sha256(path) for path in weights]
        if len(digests) == 1:
            return digests[0]
        lines = (f"{path.name} {digest}" for path, digest in zip(weights, digests, strict=True))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Around loading: what was loaded is what ``sha256`` names, also when somebody replaces the model in
        this moment.

        Raises:
            ModelError: files came, went or changed meanwhile.
        """
        before = self._state()
        _ = self.sha256
        yield
        if self._state() != before:
            raise ModelError(
                self.path,
                "was changed while it was being loaded",
                "Run the same command again when it lies there whole",
            )

    def _noted(self, weights: Path) -> str | None:
        """The hash in the note of the pull. Weights of the same shape have the same size: a file put there
        after the note was written may be another model."""
        lock = read_lock(self.path)
        known = lock.files.get(weights.name) if lock else None
        stat = weights.stat()
        if known is None or known.size != stat.st_size:
            return None
        written = (self.path / LOCK_FILE).stat().st_mtime_ns
        return known.sha256 if max(stat.st_mtime_ns, stat.st_ctime_ns) <= written else None

    def _state(self) -> list[tuple[str, int, int, int]]:
        """What changes when a file does."""
        try:
            stats = [(path.name, path.stat()) for path in sorted(self.path.iterdir())]
        except OSError:
            return []
        return [(name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats]


@dataclass(frozen=True)
class ListedModel:
    """A model that is installed, can be pulled, or both. ``entry`` is None for the user's own directories
    and for the embedded model, ``installed`` is None for what is not on this machine."""

    name: str
    entry: ModelEntry | None
    installed: ModelDir | None
    default: bool


def list_models(settings: Settings) -> tuple[ListedModel, ...]:
    """The embedded model, those of the manifest, and the user's own in the models folder."""
    manifest = read_manifest()
    installed = {model.name: model for model in installed_models(settings)}
    embedded = [EMBEDDED] if EMBEDDED in installed else []
    names: Sequence[str] = list(dict.fromkeys([*embedded, *manifest, *installed]))
    default = _best(list(installed.values()))
    return tuple(
        ListedModel(
            name, manifest.get(name), installed.get(name), default is not None and name == default.name
        )
        for name in names
    )


def installed_models(settings: Settings) -> tuple[ModelDir, ...]:
    """Every usable model directory on this machine, the embedded one included; half-pulled ones are not."""
    found: list[ModelDir] = []
    folders = sorted(settings.models_dir.iterdir()) if settings.models_dir.is_dir() else []
    for path, name in [(embedded_model_dir(), EMBEDDED), *((path, path.name) for path in folders)]:
        if path.is_dir() and not name.startswith("."):
            try:
                found.append(open_dir(path, name))
            except ModelError:
                continue
    return tuple(found)


def resolve(name_or_dir: str | Path | None, settings: Settings) -> ModelDir:
    """The model to use: the named one, a directory, or by default the best installed one, else the embedded
    one.

    Raises:
        ModelError: there is no such model.
    """
    wanted = name_or_dir if name_or_dir is not None else settings.model
    if wanted is None:
        return _best(installed_models(settings)) or open_dir(embedded_model_dir(), EMBEDDED)
    if wanted == EMBEDDED:
        return open_dir(embedded_model_dir(), EMBEDDED)
    installed = settings.models_dir / wanted
    if Path(wanted).name == str(wanted) and installed.is_dir():
        return open_dir(installed, str(wanted))
    if Path(wanted).is_dir():
        return open_dir(Path(wanted), Path(wanted).resolve().name)
    mend = f"autoqa models pull {wanted}" if str(wanted) in read_manifest() else "See: autoqa models list"
    raise ModelError(str(wanted), "is neither an installed model nor a directory", mend)


def _best(models: Sequence[ModelDir]) -> ModelDir | None:
    """The installed model of the highest rank whose engine is there. The user's own are used only when
    named."""
    manifest = read_manifest()
    usable = [
        model
        for model in models
        if model.name in manifest and manifest[model.name].task == "speech" and model.engine.installed
    ]
    ranked = max(usable, key=lambda model: manifest[model.name].rank, default=None)
    return ranked or next((model for model in models if model.embedded), None)


def open_dir(path: Path, name: str) -> ModelDir:
    """Recognise what kind of model lies in ``path``.

    Raises:
        ModelError: it is not a directory or holds no model of a known kind.
    """
    if not path.is_dir():
        raise ModelError(path, "is not a directory", _PULL)
    try:
        if (path / "model.bin").is_file():
            return ModelDir(name, path, Engine.WHISPER)
        if any(path.glob("*.onnx")):
            return ModelDir(name, path, Engine.SHERPA)
    except OSError as error:
        raise ModelError(
            path, f"cannot be read ({error.strerror})", "Give yourself read rights on it"
        ) from None
    raise ModelError(path, "holds neither model.bin nor *.onnx files", _PULL)
