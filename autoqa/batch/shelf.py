"""Objects that were fetched to know their content, kept for the worker of this machine that decodes them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from autoqa.batch.owner import Owner
from autoqa.batch.places import is_remote, sha256_of

_PREFIX = "autoqa-objects-"
_OWNER = "owner"


class Shelf:
    """Copies in ``folder``, each named by its hash, of at most ``limit`` bytes together. Whoever needs one
    moves it away; what finds no room is read again when it is decoded."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self._limit = limit
        self._held: dict[Path, int] = {}
        self._numbers = count()
        self._lock = threading.Lock()

    def sha256_of(self, url: str, size: int) -> str:
        """Hash of what lies there; an object of ``size`` bytes is kept where there is room.

        Raises:
            OSError: it cannot be read.
        """
        part = self._room(size) if is_remote(url) else None
        if part is None:
            return sha256_of(url)
        try:
            with part.open("wb") as copy:
                sha256 = sha256_of(url, copy)
        except OSError:  # if the disk is full the object can still be read
            self._drop(part)
            return sha256_of(url)
        with self._lock:
            whole = part.replace(self.folder / sha256)
            self._held[whole] = self._held.pop(part)
        return sha256

    def _room(self, size: int) -> Path | None:
        """A new file to write so many bytes into."""
        with self._lock:
            if sum(self._held.values()) + size > self._limit:
                self._held = {path: held for path, held in self._held.items() if path.exists()}
                if sum(self._held.values()) + size > self._limit:
                    return None
            part = self.folder / f"{next(self._numbers)}.part"
            part.touch()
            self._held[part] = size
            return part

    def _drop(self, part: Path) -> None:
        with self._lock:
            part.unlink(missing_ok=True)
            del self._held[part]


@contextmanager
def new_shelf(limit: int) -> Iterator[Shelf]:
    """An empty one among the temporary files, removed at the end, as are those of runs that were killed."""
    here = Owner.me()
    for left in Path(gettempdir()).glob(f"{_PREFIX}*"):
        if _is_left(left, here):
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        Path(folder, _OWNER).write_text(str(here), "utf-8")
        yield Shelf(Path(folder), limit)


def _is_left(folder: Path, here: Owner) -> bool:
    try:
        return Owner.parse((folder / _OWNER).read_text("utf-8")).is_dead(here)
    except (OSError, ValueError):  # of another user, or just being made
        return False
