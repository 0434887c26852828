"""Largest resident memory of this process (Linux)."""

from __future__ import annotations

import re
from pathlib import Path

_FORGET_PEAK = "5"  # proc_pid_clear_refs(5)


def resident_mb() -> float:
    """Now."""
    return _status("VmRSS")


def largest_mb() -> float:
    """Since the process began, or since :func:`forget_largest`."""
    return _status("VmHWM")


def forget_largest() -> None:
    """Count the largest from now on."""
    Path("/proc/self/clear_refs").write_text(_FORGET_PEAK)


def _status(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000
