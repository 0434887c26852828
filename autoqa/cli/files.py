"""Writing results: whole or not at all, and never two calls into one file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from autoqa.errors import UsageError

_LONGEST_NAME = 255
"""Bytes that a file's name may have on the file systems in use."""


class OutFolder:
    """A folder for results, made if missing.

    Raises:
        UsageError: it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._owners: dict[str, Path] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                folder, f"cannot be made ({error.strerror})", "Name a folder you may write to"
            ) from None

    def write(self, source: Path, ending: str, text: str) -> Path:
        """Write ``<stem of source><ending>``; a second source of the same stem keeps its suffix in the name.

        The text is put beside its place and moved there, so that a killed run leaves no half-written file.

        Raises:
            UsageError: it cannot be written.
        """
        stem = source.stem
        if self._owners.setdefault(stem, source) != source:
            stem = source.name.replace(".", "_")
        target = self.folder / f"{_fitting(stem, ending)}{ending}"
        partial = target.with_name(f".{target.name}.part")
        try:
            partial.write_text(text, encoding="utf-8")
            partial.replace(target)
        except OSError as error:
            raise UsageError(
                target, f"cannot be written ({error.strerror})", "Check its folder's rights and space"
            ) from None
        return target


def _fitting(stem: str, ending: str) -> str:
    """``stem``, cut and marked by its hash where the draft of the file could not have so long a name."""
    room = _LONGEST_NAME - len(f"..part{ending}".encode())
    whole = stem.encode()
    if len(whole) <= room:
        return stem
    mark = f"-{hashlib.sha256(whole).hexdigest()[:8]}"
    return whole[: room - len(mark)].decode(errors="ignore") + mark


def write_text(out: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a file that the user named; line ends stay as they are.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        out.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        raise UsageError(
            out, f"cannot be written ({error.strerror})", "Check its folder and rights"
        ) from None
