"""Steps of a call, and whether they come in order."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, Truth, trust_absence
from autoqa.checks.heard import hit_at
from autoqa.errors import RuleError
from autoqa.text.match import PhraseSet
from autoqa.types import Frozen


class Step(Frozen):
    """``name``: Chinese, for reasons; ``any``: phrases of which one marks the step."""

    name: str
    any: tuple[str, ...] = Field(min_length=1)


class OrderCheck(Check):
    """Steps that must come one after another. A step is where one of its phrases is first said after the
    step before; a step that is only said earlier is out of order.

    Fields:
        steps: two steps or more, each ``{name, any}``, in the order they must have.
        skip: true: a step that is not said at all is passed over.

    Yes: they come in order; the hits are the steps. No: the figures ``misplaced`` (said, but too early) and
    ``unsaid`` name the steps that are wrong; a misplaced step is kept as evidence.

        order:
          kind: order
          role: agent
          steps: [{name: 核对身份, any: [请问您是机主]}, {name: 介绍业务, any: [推荐, 介绍]}]
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS})

    title: ClassVar[str] = "步骤顺序"

    kind: Literal["order"] = "order"
    steps: tuple[Step, ...] = Field(min_length=2)
    skip: bool = False

    @model_validator(mode="after")
    def _readable(self) -> OrderCheck:
        try:
            _ = self._sets
        except RuleError as error:
            raise ValueError(f'"{error.subject}": {error.cause}; {error.mend}') from error
        return self

    @cached_property
    def _sets(self) -> tuple[PhraseSet, ...]:
        return tuple(PhraseSet.parse(step.any) for step in self.steps)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        moment = float("-inf")
        done: list[Hit] = []
        early: list[Hit] = []
        misplaced: list[str] = []
        unsaid: list[str] = []
        for step, phrases in zip(self.steps, self._sets, strict=True):
            said = self._said(view, scope, phrases)
            later = [hit for hit in said if hit.start >= moment]
            if later:
                done.append(later[0].model_copy(update={"value": step.name}))
                moment = later[0].start
            elif said:
                misplaced.append(step.name)
                early.append(said[0].model_copy(update={"value": step.name}))
            elif not self.skip:
                unsaid.append(step.name)
        if done and not misplaced and not unsaid:
            sure = min(hit.confidence for hit in done)
            return Outcome.found(done).model_copy(update={"confidence": sure})
        absent = trust_absence(view, scope)
        if absent.truth is not Truth.NO and not misplaced:
            return absent
        sure = max((hit.confidence for hit in early), default=absent.confidence)
        wrong = [f"{'、'.join(misplaced)}说早了"] if misplaced else []
        wrong += [f"没有{'、'.join(unsaid)}"] if unsaid else []
        note = "；".join(wrong)
        return Outcome.absent(sure, hits=early, note=note, misplaced=misplaced, unsaid=unsaid)

    def _said(self, view: CallView, scope: Scope, phrases: PhraseSet) -> list[Hit]:
        hits = [
            hit_at(turn, view.texts[turn.index], m.start_char, m.end_char, how=m.how, score=m.score)
            for turn in scope.turns_of(view)
            for m in phrases.find(view.texts[turn.index], "pinyin")
        ]
        return sorted((hit for hit in hits if scope.admits(hit.start)), key=lambda hit: hit.start)
