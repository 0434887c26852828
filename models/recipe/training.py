"""The training loop: first the encoder on frame labels, then everything together; checkpoints every few minutes."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from models.recipe.batches import IGNORE, Batch, BatchMaker, Corpus, Mix
from models.recipe.network import Network, Shape
from models.recipe.noises import make_noises
from models.recipe.optimiser import Optimiser
from models.recipe.tokens import FINALS, INITIALS, Tokens

CHECKPOINT_S = 120.0
REPORT_STEPS = 20
AVERAGE_HALF_LIFE_STEPS = 60.0


@dataclass(frozen=True)
class Plan:
    """One stage: `minutes` of wall time, the learning rate falling to zero over the last `decay_minutes`."""

    name: str
    minutes: float
    decay_minutes: float
    mix: Mix
    decoder: bool = True
    rate: float = 1.0
    warm_up_steps: int = 40
    frame_weight: float = 0.5
    guide_weight: float = 0.5


@dataclass(frozen=True)
class Losses:
    total: Tensor
    frame: float
    text: float
    guide: float
    frame_accuracy: float
    text_accuracy: float


def frame_loss(network: Network, memory: Tensor, batch: Batch) -> tuple[Tensor, float]:
    """Cross-entropy of initials and toned finals; also the share of speech frames with both right."""
    initials, finals = network.initial_head(memory), network.final_head(memory)
    loss = functional.cross_entropy(initials.transpose(1, 2), batch.initials)
    loss = loss + functional.cross_entropy(finals.transpose(1, 2), batch.finals)
    speech = batch.finals > 0
    right = (initials.argmax(-1) == batch.initials) & (finals.argmax(-1) == batch.finals)
    return loss, float(right[speech].float().mean())


def guide_loss(weights: Tensor, spans: Tensor) -> Tensor:
    """Minus log of the guided heads' attention that falls on the character being written (one frame either side)."""
    frame = torch.arange(weights.shape[-1])
    inside = (frame >= spans[..., :1] - 1) & (frame < spans[..., 1:] + 1)
    mass = (weights * inside[:, None]).sum(-1)
    known = (spans[..., 0] >= 0)[:, None].expand_as(mass)
    return -(mass[known] + 1e-4).log().mean()


class Trainer:
    """Holds the network, its running average and the optimiser."""

    def __init__(self, tokens: Tokens, folder: Path, shape: Shape | None = None) -> None:
        self.tokens, self.folder = tokens, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.shape = shape or Shape(len(tokens.all), len(INITIALS), len(FINALS))
        self.network = Network(self.shape)
        self.average = copy.deepcopy(self.network)
        self.optimiser = Optimiser(self.network)
        self.steps = 0
        self.hours = 0.0
        unused = tokens.unused
        self._dummy, self._dummies = int(unused[0]), len(unused)
        used = torch.ones(len(tokens.all), dtype=torch.bool)
        used[unused[1:]] = False
        self._used = used.nonzero()[:, 0]
        self._compact = torch.full((len(tokens.all),), IGNORE)
        self._compact[self._used] = torch.arange(len(self._used))
        self._bonus = torch.zeros(len(self._used))
        self._bonus[self._compact[self._dummy]] = math.log(self._dummies)

    def losses(self, batch: Batch, plan: Plan) -> Losses:
        memory = self.network.encode(batch.features)
        total, accuracy = frame_loss(self.network, memory, batch)
        frame = float(total)
        if not plan.decoder:
            return Losses(total, frame, 0.0, 0.0, accuracy, 0.0)
        hidden, weights = self.network.decode(batch.tokens, memory)
        chosen = batch.targets != IGNORE
        targets = self._compact[batch.targets[chosen]]
        # All ids that never occur share one trained row; its logit counts for all of them.
        logits = functional.linear(hidden[chosen], self.network.embedding.weight[self._used]) + self._bonus
        text = functional.cross_entropy(logits, targets)
        guide = guide_loss(weights, batch.spans)
        right = float((logits.argmax(-1) == targets).float().mean())
        total = plan.frame_weight * total + text + plan.guide_weight * guide
        return Losses(total, frame, float(text), float(guide), accuracy, right)

    def _update_average(self) -> None:
        keep = 0.5 ** (1 / min(AVERAGE_HALF_LIFE_STEPS, 1 + self.steps / 10))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(value, 1 - keep)

    def run(self, maker: BatchMaker, corpus: Corpus, plan: Plan, until: float | None = None) -> None:
        """Train until the plan's time is over (`until`: its end as seconds since the epoch)."""
        began = saved = time.time()
        end = until or began + plan.minutes * 60
        mark, mark_hours, steps = began, self.hours, 0
        while (now := time.time()) < end:
            batch = maker.draw()
            losses = self.losses(batch, plan)
            losses.total.backward()
            left = (end - now) / 60
            rate = plan.rate * min(1.0, (steps + 1) / plan.warm_up_steps, left / max(plan.decay_minutes, 1e-9))
            self.optimiser.step(rate)
            self._update_average()
            self.steps, steps = self.steps + 1, steps + 1
            self.hours += batch.features.shape[0] * batch.features.shape[2] / 360000
            if self.steps % REPORT_STEPS == 0:
                speed = (self.hours - mark_hours) * 3600 / (time.time() - mark)
                mark, mark_hours = time.time(), self.hours
                print(
                    f"{time.strftime('%H:%M:%S')} {plan.name} step {self.steps} heard {self.hours:.2f} h {speed:.0f}x "
                    f"rate {rate:.3f} frames {losses.frame:.3f} ({losses.frame_accuracy:.1%}) "
                    f"text {losses.text:.3f} ({losses.text_accuracy:.1%}) guide {losses.guide:.3f} "
                    f"length {batch.features.shape[2]}",
                    flush=True,
                )
                corpus.refresh()
            if now - saved > CHECKPOINT_S:
                saved = now
                self.save(self.folder / "latest.pt")
        self.save(self.folder / "latest.pt")
        self.save(self.folder / f"{plan.name}.pt")

    def save(self, path: Path) -> None:
        state = {
            "shape": asdict(self.shape), "characters": self.tokens.characters, "steps": self.steps,
            "hours": self.hours, "network": self.network.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state(),
        }  # fmt: skip
        torch.save(state, path.with_suffix(".partial"))
        path.with_suffix(".partial").rename(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint with the same vocabulary."""
        state = torch.load(path, weights_only=True)
        if tuple(state["characters"]) != self.tokens.characters:
            raise ValueError(f"{path} was trained with another vocabulary")
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load(state["optimiser"])
        self.steps, self.hours = state["steps"], state["hours"]

    def load_encoder(self, path: Path) -> None:
        """Take only the encoder and the frame heads from a checkpoint."""
        state = torch.load(path, weights_only=True)
        for module, name in ((self.network, "network"), (self.average, "average")):
            own = module.state_dict()
            own.update({k: v for k, v in state[name].items() if not k.startswith(("decoder", "embedding", "token_"))})
            module.load_state_dict(own)
        self.steps, self.hours = state["steps"], state["hours"]


def sound_start(trainer: Trainer, frequencies: dict[str, float]) -> None:
    """Initialise the token embedding by sound, in the network and its average."""
    table = trainer.tokens.sound_embedding(trainer.shape.width, frequencies, torch.Generator().manual_seed(3))
    for module in (trainer.network, trainer.average):
        assert isinstance(module.embedding, nn.Embedding)
        with torch.no_grad():
            module.embedding.weight.copy_(table)
            module.decoder_norm.bias.zero_()
            module.decoder_norm.bias[-1] = 10.0


def make_corpus(folder: Path, characters: Path) -> Corpus:
    """The stored speech with the vocabulary of `characters` (a JSON list)."""
    return Corpus(folder, Tokens(tuple(json.loads(characters.read_text("utf-8")))))


def make_batches(corpus: Corpus, mix: Mix, seed: int) -> BatchMaker:
    return BatchMaker(corpus, make_noises(), mix, seed)


ENCODER = Plan("encoder", 14, 0.0, replace(Mix(), seconds=45.0, snr_db=(20.0, 45.0)), decoder=False)
JOINT = Plan("joint", 90, 22, Mix())
