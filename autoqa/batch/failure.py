"""Why a call could not be done, and whether trying again can help."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from autoqa.errors import AutoqaError
from autoqa.store.outage import OUTAGES, store_error

ONCE, TWICE, OFTEN = 1, 2, 99
BLAMELESS = 0
"""Failures that say nothing about the call: its tries are not counted."""


@dataclass(frozen=True)
class Failure:
    """``code`` groups failures in summaries; ``text`` names the cause and, where known, the mend.
    ``attempts`` is how many failures of this kind are enough, or ``BLAMELESS``."""

    code: str
    text: str
    attempts: int


def failure_of(error: BaseException) -> Failure:
    """What an exception of a worker means for its call.

    A recording that cannot be read stays so: once. Memory may have been short for the moment: twice. The
    network and a disk come back: as often as the settings allow. A database that is away has nothing to do
    with the call.
    """
    if isinstance(error, AutoqaError):
        return Failure(error.code, str(error), ONCE)
    if isinstance(error, MemoryError):
        return Failure("memory", "needed more memory than a worker may have. See memory_limit", TWICE)
    kind = f"{type(error).__name__}: {error}"
    if isinstance(error, OUTAGES):
        return Failure("database", store_error(error).cause, BLAMELESS)
    if isinstance(error, OSError):
        return Failure("input-output", kind, OFTEN)
    return Failure("internal", f"internal error: {kind}. Report it", ONCE)


def crashed(exit_code: int) -> Failure:
    """The worker's process ended by itself."""
    how = f"exit code {exit_code}"
    if exit_code < 0:
        how = signal.Signals(-exit_code).name if -exit_code in set(signal.Signals) else f"signal {-exit_code}"
    return Failure("crash", f"crashed the process that worked on it ({how})", TWICE)


def timed_out(limit: float) -> Failure:
    """The call took longer than a call may."""
    return Failure("time-limit", f"was not done after {limit:g} s. See time_limit", TWICE)
