"""What this machine has to give: cores and memory, also inside a container."""

from __future__ import annotations

import os
from pathlib import Path

from autoqa.config import Settings

_SHARE = 0.9
"""Of the memory that all workers together may have."""

_WORKER_BYTES = 2.5e9
"""A large model in int8 (1.6 GB) and a long call."""


def worker_count(settings: Settings) -> int:
    """As set; by default one for each GPU, or for each core that this process may use, as far as the memory
    goes."""
    if settings.workers:
        return settings.workers
    if settings.device != "cpu" and (graphics := _graphics()):
        return graphics
    return max(1, min(cores(), int(_memory() * _SHARE / _WORKER_BYTES)))


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_limit(settings: Settings, workers: int) -> int:
    """Bytes that one worker may have. 0 (no limit) on a GPU by default: its driver maps address space as
    large as the card's memory and more."""
    if settings.memory_limit:
        return settings.memory_limit * 1_000_000
    if settings.device != "cpu" and _graphics():
        return 0
    return int(_memory() * _SHARE / workers)


def for_worker(settings: Settings, workers: int) -> Settings:
    """The settings of one of ``workers`` processes: they share the cores."""
    if settings.threads:
        return settings
    return settings.model_copy(update={"threads": max(1, cores() // workers)})


def _graphics() -> int:
    import ctranslate2

    return int(ctranslate2.get_cuda_device_count())


def _memory() -> int:
    """Bytes of this machine, or of this container where it has less."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdigit() else total
