"""Pulls a model from a hub: resumable, checked by hash, visible only when complete."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from autoqa.asr.hubs import Hub, Report, open_hub
from autoqa.asr.lock import (
    LockedFile,
    ModelLock,
    file_sha256,
    first_pull,
    measure,
    read_lock,
    remember,
    write_lock,
)
from autoqa.asr.manifest import ModelEntry, entry_named, read_manifest
from autoqa.asr.models import ModelDir, open_dir
from autoqa.config import Settings
from autoqa.errors import ModelError

_ORIGIN = ".origin"


def pull(
    name: str,
    settings: Settings,
    *,
    repo: str | None = None,
    report: Report | None = None,
    manifest: dict[str, ModelEntry] | None = None,
) -> ModelDir:
    """Install the model ``name`` of the manifest into ``settings.models_dir`` (nothing to do when it is
    there).

    Args:
        repo: repository id to use instead of the manifest's (a copy on ModelScope, a private mirror).

    Raises:
        ModelError: unknown name, no network, a file the hub does not have, or a hash that is not the
            expected one.
    """
    entry = entry_named(name, read_manifest() if manifest is None else manifest)
    target = settings.models_dir / name
    if _complete(target, entry):
        return open_dir(target, name)
    hub = open_hub(settings)
    source = repo or (entry.repo if hub.name == "huggingface" else entry.modelscope)
    if source is None:
        raise ModelError(name, f"no copy on {hub.name} is known", "Name one with --repo, or use HF_ENDPOINT")
    staging = settings.models_dir / f".{name}.partial"
    try:
        staging.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelError(
            settings.models_dir,
            f"cannot be written to ({error.strerror})",
            "Set models_dir to another folder",
        ) from None
    known = first_pull(settings.models_dir, name)
    revision, declared = hub.resolve(source, _revision(entry, known, hub, source))
    _keep_only(staging, f"{source} {revision}")
    for file in entry.files:
        if declared is not None and file not in declared:
            raise ModelError(name, f"{source} has no file {file}", "Report it: the manifest is out of date")
        if not (staging / file).is_file():
            hub.fetch(source, revision, file, staging, report)
        _verify(name, staging / file, _expected(entry, known, declared or {}, file))
    lock = ModelLock(
        name=name,
        source=hub.name,
        repo=source,
        revision=revision,
        files={file: measure(staging / file) for file in entry.files},
    )
    write_lock(staging, lock)
    _publish(staging, target)
    remember(settings.models_dir, lock)
    return open_dir(target, name)


def _keep_only(staging: Path, origin: str) -> None:
    """Files of an earlier attempt are good only when they came from the same commit."""
    note = staging / _ORIGIN
    if not note.is_file() or note.read_text(encoding="utf-8") != origin:
        shutil.rmtree(staging)
        staging.mkdir()
        note.write_text(origin, encoding="utf-8")


def _complete(target: Path, entry: ModelEntry) -> bool:
    """Pulled before, with all files of the recorded sizes (``check`` compares the hashes too)."""
    if not target.is_dir():
        return False
    lock = read_lock(target)
    return lock is not None and all(
        file in lock.files and _size(target / file) == lock.files[file].size for file in entry.files
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _revision(entry: ModelEntry, known: ModelLock | None, hub: Hub, source: str) -> str | None:
    """The manifest's commit, else that of the first pull from the same place, else the newest."""
    if known is not None and (known.source, known.repo) == (hub.name, source):
        return known.revision
    return entry.revision if source == entry.repo else None


def _expected(
    entry: ModelEntry, known: ModelLock | None, declared: Mapping[str, LockedFile | None], file: str
) -> list[str]:
    """Every hash that ``file`` must have: of the manifest, of the first pull, of the hub."""
    hub = declared.get(file)
    locked = known.files.get(file) if known else None
    return [
        value
        for value in (entry.files[file], locked and locked.sha256, hub and hub.sha256)
        if isinstance(value, str)
    ]


def _verify(name: str, path: Path, expected: list[str]) -> None:
    """A file with a wrong hash is removed, so that the next pull fetches it anew."""
    if not expected:
        return
    actual = file_sha256(path)
    if any(actual != value for value in expected):
        path.unlink()
        wanted = " and ".join(value[:12] + "…" for value in dict.fromkeys(expected))
        raise ModelError(
            name,
            f"{path.name} has the wrong sha256 {actual[:12]}… (expected {wanted})",
            "Pull it again, or use another mirror",
        )


def _publish(staging: Path, target: Path) -> None:
    """Make the complete model visible in one step; an incomplete older one gives way."""
    (staging / _ORIGIN).unlink()
    if target.exists():
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        staging.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        staging.rename(target)
