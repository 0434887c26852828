"""Where recordings lie: paths of this machine, and fsspec URLs (``s3://bucket/folder``)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from autoqa.errors import AudioError, UsageError

_BLOCK = 1 << 20


def is_remote(url: str) -> bool:
    return "://" in url


def file_system(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL, and the path inside it.

    Raises:
        UsageError: its kind is unknown or its driver is not installed.
    """
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(url, f"cannot be reached ({error})", "pip install 'autoqa[s3]' for s3://") from None
    return system, str(path)


def open_place(url: str) -> IO[bytes]:
    """Open for reading.

    Raises:
        OSError: it cannot be read.
    """
    if not is_remote(url):
        return Path(url).open("rb")
    system, path = file_system(url)
    opened: IO[bytes] = system.open(path, "rb")
    return opened


def sha256_of(url: str, copy: IO[bytes] | None = None) -> str:
    """Hash of the content, read once and in blocks, which are also written to ``copy``.

    Raises:
        OSError: it cannot be read, or the copy not be written.
    """
    digest = hashlib.sha256()
    with open_place(url) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            if copy is not None:
                copy.write(block)
    return digest.hexdigest()


@contextmanager
def borrowed(urls: Sequence[str], fetched: Path | None = None) -> Iterator[Path]:
    """A local file with the content of the first place that still has it, with its sidecar and transcript
    beside it. A copy made for this is removed at the end. ``fetched``, where there is such a file, has the
    content already; if it is used it is moved away.

    Raises:
        AudioError: it is in none of these places any more.
        OSError: it cannot be read.
    """
    for url in urls:
        if not is_remote(url):
            if Path(url).exists():
                yield Path(url)
                return
            continue
        system, path = file_system(url)
        if not system.exists(path):
            continue
        with TemporaryDirectory(prefix="autoqa-") as folder:
            local = Path(folder) / path.rpartition("/")[2]
            if fetched is None or not _moved(fetched, local):
                system.get_file(path, str(local))
            stem = path.rpartition(".")[0]
            for beside in (f"{stem}.meta.json", f"{stem}.json"):
                if beside != path and system.exists(beside):
                    system.get_file(beside, str(local.parent / beside.rpartition("/")[2]))
            yield local
        return
    where = urls[0] if urls else "the recording"
    raise AudioError(where, "is no longer where it was found", "Put it back, then: autoqa batch retry")


def _moved(file: Path, to: Path) -> bool:
    """False when there is no such file: of two that want it one gets it."""
    try:
        file.rename(to)
    except OSError:
        return False
    return True


def absolute(path: str) -> str:
    """How a path of this machine is kept."""
    return os.path.abspath(path)  # noqa: PTH100  (links stay as they are named)
