"""Is a file still being written? Then it is left for the next run."""

from __future__ import annotations

import os
import sys
import time

from autoqa.batch.inbox import Found
from autoqa.batch.places import is_remote

YOUNG_S = 600.0
"""A file that did not change for this long is taken for complete without looking twice."""

APART_S = 1.0
"""Seconds between two looks at a young file."""


def still_written(item: Found, first_look: float) -> bool:
    """Whether somebody has it open for writing (where the system tells), or it changed since ``first_look``
    (monotonic seconds). Objects of a store appear whole, so they never are."""
    if is_remote(item.url) or item.changed is None or time.time() - item.changed > YOUNG_S:
        return False
    if _open_for_writing(item.url):
        return True
    wait = first_look + APART_S - time.monotonic()
    if wait > 0:
        time.sleep(wait)
    try:
        now = os.stat(item.url)  # noqa: PTH116  (the same call as when it was found)
    except OSError:
        return True
    return f"{now.st_size}:{now.st_mtime_ns}" != item.stamp


def _open_for_writing(path: str) -> bool:
    """Linux grants a read lease only on files that nobody has open for writing. Elsewhere, on network shares
    and for files of other users this tells nothing; then only the second look does."""
    if sys.platform != "linux":
        return False
    import fcntl
    import signal

    if signal.getsignal(signal.SIGIO) is not signal.SIG_IGN:
        return False  # whoever opens the file while the lease is held makes the kernel send it
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False
