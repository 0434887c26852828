"""The training loop: first the encoder on frame labels, then everything together; checkpoints every few
minutes."""

from __future__ import annotations

import copy
import json
import math
import signal
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional
from safetensors import safe_open
from torch import Tensor, nn

from models.recipe.batches import IGNORE, Batch, BatchMaker, Corpus, Mix
from models.recipe.network import Network, Shape
from models.recipe.noises import make_noises
from models.recipe.optimiser import Optimiser
from models.recipe.splicing import Splicer
from models.recipe.together import join, share_gradients
from models.recipe.tokens import FINALS, INITIALS, Tokens

CHECKPOINT_S = 120.0
REPORT_STEPS = 20
MISHEARD = 0.15
SPLICE_EVERY = 2  # steps: spliced text helps the decoder only, and costs a sixth of a step
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
    warm_up_steps: int = 20
    frame_weight: float = 1.0
    guide_weight: float = 1.0
    spliced_seconds: float = 0.0


@dataclass(frozen=True)
class Losses:
    frame: float
    text: float
    guide: float
    frame_accuracy: float
    text_accuracy: float
    spliced: float = 0.0


def frame_loss(network: Network, memory: Tensor, batch: Batch) -> tuple[Tensor, float]:
    """Cross-entropy of initials and toned finals; also the share of speech frames with both right."""
    initials, finals = network.initial_head(memory), network.final_head(memory)
    loss = functional.cross_entropy(initials.transpose(1, 2), batch.initials)
    loss = loss + functional.cross_entropy(finals.transpose(1, 2), batch.finals)
    speech = batch.finals > 0
    right = (initials.argmax(-1) == batch.initials) & (finals.argmax(-1) == batch.finals)
    return loss, float(right[speech].float().mean())


def guide_loss(weights: Tensor, spans: Tensor) -> Tensor:
    """Minus log of the guided heads' attention that falls on the character being written (one frame either
    side)."""
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
        self._stopping = False
        self._rank, self._size = join()
        unused = tokens.unused
        self._dummy, self._dummies = int(unused[0]), len(unused)
        used = torch.ones(len(tokens.all), dtype=torch.bool)
        used[unused[1:]] = False
        self._used = used.nonzero()[:, 0]
        self._compact = torch.full((len(tokens.all),), IGNORE)
        self._compact[self._used] = torch.arange(len(self._used))
        self._characters = torch.tensor(tokens.encode("".join(tokens.characters)))
        self.splicer = Splicer(tokens, self.shape.width, seed=11 + join()[0])
        self._bonus = torch.zeros(len(self._used))
        self._bonus[self._compact[self._dummy]] = math.log(self._dummies)

    @staticmethod
    def _half() -> torch.autocast:
        """Multiply in bfloat16 where the processor does so: a step takes less than half the time."""
        supported = torch.ops.mkldnn._is_mkldnn_bf16_supported()
        return torch.autocast("cpu", torch.bfloat16, enabled=supported)

    def _encode(self, features: Tensor) -> Tensor:
        with self._half():
            memory: Tensor = self.network.encode(features)
        return memory.float()

    def _text_losses(
        self, tokens: Tensor, targets: Tensor, spans: Tensor, memory: Tensor
    ) -> tuple[Tensor, Tensor, float]:
        """Cross-entropy of the tokens, guide loss and the share of tokens that are right."""
        chosen = targets != IGNORE
        wanted = self._compact[targets[chosen]]
        with self._half():
            hidden, weights = self.network.decode(self._misheard(tokens), memory)
            logits = functional.linear(hidden[chosen], self.network.embedding.weight[self._used])
        # All ids that never occur share one trained row; its logit counts for all of them.
        logits = logits.float() + self._bonus
        right = float((logits.argmax(-1) == wanted).float().mean())
        return functional.cross_entropy(logits, wanted), guide_loss(weights.float(), spans), right

    def _misheard(self, tokens: Tensor) -> Tensor:
        """Replace some characters of half the rows at random: the decoder must go on rightly after its own
        mistakes."""
        prompt = len(self.tokens.prompt)
        rows = torch.rand(len(tokens), 1) < 0.5
        wrong = (torch.rand(tokens.shape) < MISHEARD) & rows & (tokens < self.tokens.end)
        wrong[:, :prompt] = False
        others = self._characters[torch.randint(len(self._characters), tokens.shape)]
        return torch.where(wrong, others, tokens)

    def backward(self, batch: Batch, plan: Plan) -> Losses:
        """Accumulate the gradients of one batch, and of one of spliced text once there are enough pieces."""
        memory = self._encode(batch.features)
        total, accuracy = frame_loss(self.network, memory, batch)
        frame = total.item()
        if not plan.decoder:
            total.backward()
            return Losses(frame, 0.0, 0.0, accuracy, 0.0)
        text, guide, right = self._text_losses(batch.tokens, batch.targets, batch.spans, memory)
        total = plan.frame_weight * total + text + plan.guide_weight * guide
        total.backward()
        spliced = 0.0
        splice = plan.spliced_seconds > 0 and self.steps % SPLICE_EVERY == 1
        if splice:
            self.splicer.collect(memory, batch)
        if splice and self.splicer.ready:
            made = self.splicer.draw(plan.spliced_seconds)
            loss, aside, _ = self._text_losses(made.tokens, made.targets, made.spans, made.memory)
            (loss + plan.guide_weight * aside).backward()
            spliced = loss.item()
        return Losses(frame, text.item(), guide.item(), accuracy, right, spliced)

    def _stop(self) -> None:
        self._stopping = True

    def _update_average(self) -> None:
        keep = 0.5 ** (1 / min(AVERAGE_HALF_LIFE_STEPS, 1 + self.steps / 10))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(value, 1 - keep)

    def run(self, maker: BatchMaker, plan: Plan, until: float | None = None) -> None:
        """Train until the plan's time is over (`until`: its end as seconds since the epoch)."""
        began = saved = time.time()
        end = until or began + plan.minutes * 60
        mark, mark_hours, steps = began, self.hours, 0
        signal.signal(signal.SIGTERM, lambda *_: self._stop())
        stop = torch.zeros(1)
        while not stop.any():
            now = time.time()
            self._stopping |= now >= end
            batch = maker.draw()
            losses = self.backward(batch, plan)
            left = (end - now) / 60
            rate = plan.rate * min(
                1.0, (steps + 1) / plan.warm_up_steps, max(left, 0.0) / max(plan.decay_minutes, 1e-9)
            )
            stop = share_gradients(list(self.network.parameters()), torch.tensor([float(self._stopping)]))
            self.optimiser.step(rate)
            self._update_average()
            self.steps, steps = self.steps + 1, steps + 1
            self.hours += self._size * batch.features.shape[0] * batch.features.shape[2] / 360000
            if self.steps % REPORT_STEPS == 0 and self._rank == 0:
                speed = (self.hours - mark_hours) * 3600 / (time.time() - mark)
                mark, mark_hours = time.time(), self.hours
                print(
                    f"{time.strftime('%H:%M:%S')} {plan.name} step {self.steps} "
                    f"heard {self.hours:.2f} h {speed:.0f}x rate {rate:.3f} "
                    f"frames {losses.frame:.3f} ({losses.frame_accuracy:.1%}) "
                    f"text {losses.text:.3f} ({losses.text_accuracy:.1%}) guide {losses.guide:.3f} "
                    f"spliced {losses.spliced:.3f} "
                    f"length {batch.features.shape[2]}",
                    flush=True,
                )
            if now - saved > CHECKPOINT_S:
                saved = now
                self.save(self.folder / "latest.pt")
        self.save(self.folder / "latest.pt")

    def save(self, path: Path) -> None:
        """Write a checkpoint; of a group only the first process does."""
        if self._rank:
            return
        state = {
            "shape": asdict(self.shape), "characters": self.tokens.characters, "steps": self.steps,
            "hours": self.hours, "network": self.network.state_dict(), "average": self.average.state_dict(),
            "optimiser": self.optimiser.state(),
        }  # fmt: skip
        torch.save(state, path.with_suffix(".partial"))
        path.with_suffix(".partial").rename(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint; characters that are new to its vocabulary keep their start."""
        state = torch.load(path, weights_only=True)
        before = Tokens(tuple(state["characters"]))
        self._take(before, state["network"], state["average"])
        if len(before.all) == len(self.tokens.all):
            self.optimiser.load(state["optimiser"])
        self.steps, self.hours = state["steps"], state["hours"]

    def load_weights(self, path: Path) -> None:
        """Start from weights stored by `save_weights`; the vocabulary may have grown since."""
        with safe_open(path, framework="pt") as stored:
            about = stored.metadata()
            state: dict[str, Any] = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118 - not a dict
        state |= {"positions": self.network.positions, "token_positions": self.network.token_positions}
        self._take(Tokens(tuple(about["characters"])), state, state)
        self.steps, self.hours = int(about["steps"]), float(about["hours"])

    def _take(self, before: Tokens, network: dict[str, Any], average: dict[str, Any]) -> None:
        kept = [(i, self.tokens.ids[t]) for i, t in enumerate(before.all) if t in self.tokens.ids]
        old, new = torch.tensor(kept).T
        for state, module in ((network, self.network), (average, self.average)):
            table = module.embedding.weight.detach().clone()
            table[new] = state["embedding.weight"][old]
            module.load_state_dict({**state, "embedding.weight": table})


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
# Long rows are hardest to align and are what a talking agent gives: more of them than in the first stage.
_LONGER = (
    (100, 0.06), (160, 0.08), (260, 0.13), (400, 0.2), (600, 0.25), (900, 0.15), (1500, 0.07), (3000, 0.06)
)  # fmt: skip
JOINT = Plan("joint", 80, 80, Mix(seconds=60.0, lengths=_LONGER), rate=0.7, spliced_seconds=60.0)
