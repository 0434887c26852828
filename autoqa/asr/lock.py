"""What was pulled: the commit and the hashes of every file, beside the model and once for the whole models
folder.

The note beside the model travels with it to machines without a network; the one of the folder holds later
pulls of models without a pinned revision to what the first pull saw.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from autoqa.asr.beside import read_beside
from autoqa.errors import ModelError
from autoqa.types import Frozen

LOCK_FILE = "autoqa-model.lock.json"
FOLDER_LOCK = "models.lock.json"


class LockedFile(Frozen):
    sha256: str
    size: int


class ModelLock(Frozen):
    """One pulled model. ``source`` is the hub's name, ``revision`` its commit (None where the hub has
    none)."""

    name: str
    source: str
    repo: str
    revision: str | None
    files: dict[str, LockedFile]


def file_sha256(path: Path) -> str:
    """Lower-case hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def measure(path: Path) -> LockedFile:
    return LockedFile(sha256=file_sha256(path), size=path.stat().st_size)


def read_lock(directory: Path) -> ModelLock | None:
    """The note beside a model; None when it was not pulled by this program.

    Raises:
        ModelError: the note is damaged.
    """
    mend = f"Pull the model again: autoqa models pull {directory.name}"
    return read_beside(directory / LOCK_FILE, ModelLock, mend)


def write_lock(directory: Path, lock: ModelLock) -> None:
    _write(directory / LOCK_FILE, lock.model_dump(mode="json"))


def first_pull(models_dir: Path, name: str) -> ModelLock | None:
    """What the first pull of ``name`` into this folder saw."""
    entry = _folder(models_dir).get(name)
    return ModelLock.model_validate(entry) if entry is not None else None


def remember(models_dir: Path, lock: ModelLock) -> None:
    """Keep ``lock`` as the first pull of its model, unless there is one."""
    known = _folder(models_dir)
    if lock.name not in known:
        _write(models_dir / FOLDER_LOCK, {**known, lock.name: lock.model_dump(mode="json")})


def _folder(models_dir: Path) -> Mapping[str, object]:
    path = models_dir / FOLDER_LOCK
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(
            path, f"is damaged ({error})", "Restore it, or remove it to pin models anew"
        ) from None
    if not isinstance(data, dict):
        raise ModelError(path, "is not a JSON object", "Restore it, or remove it to pin models anew")
    return data


def _write(path: Path, data: Mapping[str, object]) -> None:
    """Whole or not at all, also when the machine stops in between."""
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(path)
