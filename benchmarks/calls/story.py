"""A call being written: turns in order, what was planted in it, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.calls.plan import Plan
from benchmarks.calls.wording import Wording
from samples.make.script import Planted, ScriptTurn

_DIGITS = "零一二三四五六七八九"
_CLIPPED = ("啊", "哦")
"""Of neutral tone: at the usual speed the synthesizer cuts them to a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A consent question and its answer by the names of their turns. `words` is the question within its
    turn; `reply` is None when nobody answers, `question` None when the customer speaks unasked."""

    question: str | None
    words: str
    reply: str | None
    text: str
    answer: str


class Story:
    """Collects what the chapters write. All draws come from the plan's seed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rng = np.random.default_rng(plan.seed)
        self.words = Wording(plan.split, self.rng)
        self.turns: list[ScriptTurn] = []
        self.planted: list[Planted] = []
        self.asked: list[Asked] = []
        self.agent_id = "".join(str(d) for d in self.rng.integers(0, 10, int(self.rng.integers(4, 6))))
        self.words.slots.update(self._slots())
        self._fillers = 4 if self.wrong("talk.filler") else 0

    def _slots(self) -> dict[str, str]:
        words, rng = self.words, self.rng
        title = words.draw("surnames") + ("先生", "女士")[int(rng.integers(0, 2))]
        told = self.agent_id
        if self.wrong("opening.number_matches"):
            place = int(rng.integers(0, len(told)))
            told = (
                told[:place] + str((int(told[place]) + 1 + int(rng.integers(0, 8))) % 10) + told[place + 1 :]
            )
        return {
            "title": "朋友" if self.wrong("address.customer") else title,
            "customer": title,
            "company": words.draw("companies"),
            "product": words.draw("products"),
            "number": self.spoken(told),
            "fee": words.draw("fees"),
            "free": words.draw("frees"),
            "hotline": words.draw("hotlines"),
            "short": words.draw("shorts"),
            "date": words.draw("dates"),
            "billing": words.draw("billings"),
            "digits": self.spoken("".join(str(d) for d in rng.integers(0, 10, 8))),
        }

    def spoken(self, digits: str) -> str:
        """Digits as they are said one by one, 一 as 幺 in half of the numbers."""
        text = "".join(_DIGITS[int(digit)] for digit in digits)
        return text.replace("一", "幺") if self.rng.random() < 0.5 else text

    def wrong(self, rule: str) -> bool:
        """Whether the plan wants this rule broken."""
        return rule in self.plan.wrong

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def one_of(self, *choices: str) -> str:
        return choices[int(self.rng.integers(0, len(choices)))]

    def seconds(self, low: float, high: float) -> float:
        return round(float(self.rng.uniform(low, high)), 2)

    def agent(self, *sentences: str, pause: float | None = None, **how: float) -> str:
        """The agent says the sentences in one turn. Returns the turn's name."""
        text = "。".join(sentence for sentence in sentences if sentence)
        if self.wrong("address.customer"):
            text = text.replace("您", "你")
        if self._fillers and len(text) > 12:
            self._fillers -= 1
            text = self.words.say("filler") + "，" + text
        return self._add({"agent": text}, pause, how)

    def customer(self, text: str, *, pause: float | None = None, **how: float) -> str:
        """The customer says the text. Returns the turn's name."""
        return self._add({"customer": text}, pause, how)

    def reply(self, text: str, **how: float) -> str:
        """An answer of the customer, said faster or slower so that short ones last 0.2 to 0.7 s. Where the
        parties talk into each other's ends it may come a little early."""
        low, high = (0.45, 0.7) if text in _CLIPPED else (0.75, 1.3)
        how.setdefault("speed", self.seconds(low, high))
        if self.plan.condition.overlap and self.chance(0.3):
            return self.customer(text, overlap=self.seconds(0.05, 0.2), **how)
        return self.customer(text, pause=self.seconds(0.2, 1.2), **how)

    def sound(self, kind: str, seconds: float, pause: float = 0.3) -> str:
        """Ring-back or music."""
        return self._add({kind: seconds}, pause, {})

    def _add(self, said: Mapping[str, object], pause: float | None, how: Mapping[str, float]) -> str:
        name = f"t{len(self.turns)}"
        if pause is None and "overlap" not in how:
            pause = self.seconds(0.3, 0.9)
        self.turns.append(ScriptTurn.model_validate({**said, "id": name, "pause": pause, **how}))
        return name

    def back_channel(self) -> None:
        """The customer hums while the agent talks; only where the parties overlap, and never a reply."""
        if self.plan.condition.overlap and self.turns[-1].agent and len(self.turns[-1].text) > 14:
            text = "好" if self.chance(0.3) else self.words.say("backchannel")
            self.customer(text, overlap=self.seconds(1.2, 2.0))

    def plant(self, rule: str, note: str, **where: str) -> None:
        """A violation: `at` a turn, a `phrase` `within` one, or `since` a moment `until` another."""
        names = {"within": "in", "since": "from", "until": "to"}
        told = {names.get(key, key): value for key, value in where.items()}
        self.planted.append(Planted.model_validate({"rule": rule, "note": note, **told}))
