"""Two or more single-threaded processes that train one network: gradients are summed once a step.

On a busy machine this is much faster than one process with several threads, whose every operation waits for
the
slowest thread. Without the environment of a group (RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT) a process is
alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import torch
import torch.distributed as distributed
from torch import Tensor, nn


def join() -> tuple[int, int]:
    """Enter the group named by the environment, if any; returns this process's rank and the group's size."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size > 1 and not distributed.is_initialized():
        distributed.init_process_group("gloo")
    return (distributed.get_rank(), size) if size > 1 else (0, 1)


def total(values: Tensor) -> Tensor:
    """Sum of `values` over the group, in place."""
    if distributed.is_initialized():
        distributed.all_reduce(values)
    return values


def share_gradients(parameters: Sequence[nn.Parameter], flags: Tensor) -> Tensor:
    """Replace every gradient by its mean over the group; returns the sum of `flags` over the group.

    Parameters without a gradient anywhere must lack it in every process.
    """
    if not distributed.is_initialized():
        return flags
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([*(g.reshape(-1) for g in gradients), flags])
    distributed.all_reduce(flat)
    size = distributed.get_world_size()
    at = 0
    for gradient in gradients:
        gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient)).div_(size)
        at += gradient.numel()
    return flat[at:]
