"""The clock of this process and all below it, which can be set; see clock.c."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

_FILE = "SOAK_CLOCK"
_SOURCE = Path(__file__).with_name("clock.c")


def begin(arguments: list[str]) -> None:
    """Start this program again with such a clock, where there is a C compiler; see :func:`end`."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if can_be_set() or compiler is None:
        return
    folder = Path(tempfile.mkdtemp(prefix="autoqa-clock-"))
    library, file = folder / "clock.so", folder / "clock"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, _SOURCE], check=True)
    file.write_bytes(struct.pack("q", 0))
    clock = {"LD_PRELOAD": str(library), _FILE: str(file)}
    os.execve(sys.executable, [sys.executable, "-m", "benchmarks.soak", *arguments], {**os.environ, **clock})


def end() -> None:
    """Remove what :func:`begin` made."""
    if can_be_set():
        shutil.rmtree(Path(os.environ[_FILE]).parent)


def can_be_set() -> bool:
    return _FILE in os.environ


def set_ahead(seconds: int) -> None:
    """The time of day is the machine's and so many seconds more, from now on, in all processes."""
    with Path(os.environ[_FILE]).open("r+b") as file:  # the page that they have mapped, not another file
        file.write(struct.pack("q", seconds))
