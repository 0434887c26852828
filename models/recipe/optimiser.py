"""Muon for the matrices of the layers, AdamW for the rest.

Muon (Jordan et al., 2024): momentum, then the update's singular values are brought near one by four
Newton-Schulz
steps. Matrices of one shape are handled together, which is what makes it cheap on a CPU.
"""

from __future__ import annotations

from collections import defaultdict

import torch
from torch import Tensor, nn

from models.recipe.together import join, total

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)


def orthogonalised(matrices: Tensor, steps: int = 4) -> Tensor:
    """(n, rows, columns) to the same with singular values near one."""
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if tall else matrices
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    if torch.ops.mkldnn._is_mkldnn_bf16_supported():  # elsewhere it takes thirty times as long as float32
        x = x.bfloat16()  # accurate enough, as in the original
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)
        x = a * x + torch.baddbmm(b * gram, gram, gram, alpha=c) @ x
    return (x.transpose(1, 2) if tall else x).float()


class Optimiser:
    """Both optimisers behind one step(rate), rate being the share of the full learning rates."""

    def __init__(self, network: nn.Module, *, matrix_rate: float = 0.02, other_rate: float = 2e-3) -> None:
        self._matrix_rate, self._other_rate = matrix_rate, other_rate
        self._rank, self._size = join()
        self._matrices: dict[tuple[int, ...], list[nn.Parameter]] = defaultdict(list)
        others: list[nn.Parameter] = []
        for name, parameter in network.named_parameters():
            layer = name.startswith(("encoder.", "decoder."))
            if layer and parameter.ndim == 2:
                self._matrices[tuple(parameter.shape)].append(parameter)
            else:
                others.append(parameter)
        self._momenta = {shape: torch.zeros(len(ps), *shape) for shape, ps in self._matrices.items()}
        self._adam = torch.optim.AdamW(others, lr=other_rate, betas=(0.9, 0.98), weight_decay=0.0)
        self._others = others

    def step(self, rate: float, momentum: float = 0.95) -> None:
        torch.nn.utils.clip_grad_norm_(self._others, 1.0)
        for group in self._adam.param_groups:
            group["lr"] = self._other_rate * rate
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)
        with torch.no_grad():
            for shape, parameters in self._matrices.items():
                self._move(shape, parameters, rate, momentum)

    def _move(
        self, shape: tuple[int, ...], parameters: list[nn.Parameter], rate: float, momentum: float
    ) -> None:
        chosen = [i for i, p in enumerate(parameters) if p.grad is not None]
        if not chosen:
            return
        gradients = torch.stack([parameters[i].grad for i in chosen])  # type: ignore[misc]
        held = self._momenta[shape][chosen].lerp_(gradients, 1 - momentum)
        self._momenta[shape][chosen] = held
        # Each process of the group handles its part of the matrices, then the parts are summed.
        wanted = gradients.lerp(held, momentum)
        update = torch.zeros_like(wanted)
        mine = slice(self._rank, None, self._size)
        if len(wanted[mine]):
            update[mine] = orthogonalised(wanted[mine])
        total(update)
        size = self._matrix_rate * rate * max(1.0, shape[0] / shape[1]) ** 0.5
        for place, i in enumerate(chosen):
            parameters[i].add_(update[place], alpha=-size)
            parameters[i].grad = None

    def state(self) -> dict[str, object]:
        return {"adam": self._adam.state_dict(), "momenta": {str(k): v for k, v in self._momenta.items()}}

    def load(self, state: dict[str, object]) -> None:
        self._adam.load_state_dict(state["adam"])  # type: ignore[arg-type]
        momenta = state["momenta"]
        assert isinstance(momenta, dict)
        self._momenta = {shape: momenta[str(shape)] for shape in self._momenta}
