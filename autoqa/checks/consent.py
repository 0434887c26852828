"""Whether, and how, the customer agreed to the order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Literal

from autoqa.checks.base import CallView, Check, Hit, Need, Outcome, Scope, Truth, trust_absence
from autoqa.checks.exchange import Exchange, exchanges, in_force, may_agree
from autoqa.checks.reply import ANSWER_NAMES, Answer, read_reply
from autoqa.checks.two_looks import BY_EAR, shown
from autoqa.text.kept import kept
from autoqa.text.match import PhraseSet
from autoqa.text.nearly import mumbled
from autoqa.types import Cause, Role, Span

ROLE_DOUBT = 0.6
"""Below this confidence that the reply is the customer's own, the agent's 好的 may have been taken for it."""

ASKED = 0.95
"""Confidence that a question found by its words was asked, whatever the reply."""


QUESTION_END = 12
"""Characters at the end of a turn that may be a question where several of them are in doubt."""


class ConsentCheck(Check):
    """Consent questions of the agent and what the customer replies.

    A reply is ``explicit`` (好的, 可以, 行, 同意, 嗯好的, 开吧), ``vague`` (嗯, 啊, 哦), ``refusal``,
    ``conditional`` (asks back, doubts, puts off: 好贵, 可以吗, 好的我考虑一下), ``none``, or ``unclear``. A
    好 while the agent still explains is no reply to a question; a customer who orders of his own accord
    (那你给我开吧) counts as explicit.

    Fields:
        answer: classes of reply that count; default: all, so that any consent question is a hit.
        final: true: only the exchange that is in force at the end counts: the clear yes unless it is taken
            back, else the latest reply. When nothing was asked or ordered at all, ``none`` is in force.
        asked: true: only where the agent asked; words of the customer's own accord do not count. Default:
            true without ``answer``, else false.
        wait: seconds that a reply is waited for.
        repeats: phrases by which a question says that it repeats another (再跟您确认一下). Where the first
            question that counts follows one of them in its turn, an earlier one was not recognised, and the
            answer is unknown.

    A hit spans the question and its reply. Yes: one counts. No: none does; the replies that do not are kept
    as evidence. Unknown: none counts for sure, but one cannot be made out (``low_confidence``, ``overlap``,
    ``ambiguous``). Where the model does not know the voice of a party (``model_unfit``), an answer rests
    only on questions of which the reply was made out: no nonsense has the words of such a question.

        agreed: {kind: consent, answer: [explicit], final: true}
    """

    needs: ClassVar[frozenset[Need]] = frozenset({Need.WORDS, Need.ROLES})
    knows_strangers: ClassVar[bool] = True

    title: ClassVar[str] = "征询与同意"

    kind: Literal["consent"] = "consent"
    answer: tuple[Answer, ...] | None = None
    final: bool = False
    asked: bool | None = None
    wait: float = 10.0
    repeats: tuple[str, ...] = ()

    @cached_property
    def _repeating(self) -> PhraseSet:
        return PhraseSet.parse(self.repeats, boundary=False)

    def evaluate(self, view: CallView, scope: Scope) -> Outcome:
        only_asked = self.answer is None if self.asked is None else self.asked
        heard = [exchange for exchange in exchanges(view, self.wait) if scope.admits(exchange.start)]
        last = in_force(heard)
        if self.final and (doubt := self._missed(view, scope, last)) is not None:
            return doubt
        found = heard if not self.final else [] if last is None else [last]
        found = [exchange for exchange in found if exchange.question is not None or not only_asked]
        wanted = self.answer or tuple(Answer)
        counting = [exchange for exchange in found if exchange.reading.answer in wanted]
        # One question of several may not have been made out: that none was answered so cannot be told.
        if view.dialogue.strange() and not (_proven(found) and (counting or self.final)):
            return _of_strangers(view, found)
        others = [exchange for exchange in found if exchange.reading.answer not in wanted]
        sure = [exchange for exchange in counting if exchange.role_confidence >= ROLE_DOUBT]
        if sure and self._repeated(view, sure[0]):
            note = "这一句像是再次确认，前面的征询可能没有听出来"
            return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=[_hit(sure[0])], note=note)
        if sure:
            hits = [self._counted(exchange) for exchange in sure]
            return Outcome.found(hits, note=_note(sure[-1]), **_figures(sure[-1]))
        doubtful = counting or [exchange for exchange in others if exchange.reading.answer is Answer.UNCLEAR]
        if doubtful:
            last = doubtful[-1]
            cause = last.cause or Cause.NO_ROLES
            return Outcome.unknown(cause, hits=map(_hit, doubtful), note=_note(last), **_figures(last))
        if others:
            against = [exchange for exchange in heard if exchange.question is not None] or others
            least = min(exchange.reading.confidence for exchange in others)
            note, figures = _note(others[-1]), _figures(others[-1])
            return Outcome.absent(least, hits=map(_hit, against), note=note, **figures)
        return self._mumbled(view, scope) or self._nothing(view, scope)

    def _mumbled(self, view: CallView, scope: Scope) -> Outcome | None:
        """Where a question may have been asked of which only the clear yes to it was heard."""
        if not self.asked:
            return None
        for turn in view.dialogue.turns:
            if turn.role is not Role.CUSTOMER or turn.index == 0 or not scope.admits(turn.start):
                continue
            before = view.dialogue.turns[turn.index - 1]
            text = view.texts[before.index]
            in_doubt = mumbled(text, len(text) - QUESTION_END, len(text))
            told = before.role is Role.AGENT and scope.admits(before.start)
            if not told or not in_doubt:
                continue
            if read_reply(view.texts[turn.index].text).answer is Answer.EXPLICIT:
                hit = Hit(
                    start=before.start, end=turn.end, role=Role.AGENT, turn=before.index, text=before.text
                )
                note = f"客户答“{turn.text}”，之前坐席的话没有听清，可能是征询"
                return Outcome.unknown(Cause.LOW_CONFIDENCE, hits=[hit], note=note)
        return None

    def _repeated(self, view: CallView, exchange: Exchange) -> bool:
        """Whether the question says that it repeats an earlier one."""
        if exchange.question is None:
            return False
        text = view.texts[exchange.turn]
        return any(
            text.places[match.start_char].start < exchange.question.end
            for match in self._repeating.find(text, "pinyin")
        )

    def _missed(self, view: CallView, scope: Scope, last: Exchange | None) -> Outcome | None:
        """Whether a question after ``last`` may have gone unrecognised and been agreed to, so that anything
        but a yes may be outdated."""
        if last is None or last.reading.answer is Answer.EXPLICIT or not may_agree(view, last.end):
            return None
        if view.dialogue.strange(Role.AGENT):
            return _of_strangers(view, [last])
        spans = [Span(start=max(span.start, last.end), end=span.end) for span in scope.spans]
        later = Scope(tuple(span for span in spans if span.length > 0), Role.AGENT, scope.turns)
        heard = trust_absence(view, later)
        return heard.model_copy(update={"hits": (_hit(last),)}) if heard.truth is Truth.UNKNOWN else None

    def _counted(self, exchange: Exchange) -> Hit:
        """Where unclear replies count too, what was replied does not make the question doubtful."""
        hit, asked = _hit(exchange), min(ASKED, exchange.asked)
        if hit.confidence >= asked or Answer.UNCLEAR not in (self.answer or tuple(Answer)):
            return hit
        return hit.model_copy(update={"confidence": asked})

    def _nothing(self, view: CallView, scope: Scope) -> Outcome:
        """No question and no order: with ``final`` that is the state ``none``, as sure as nothing was
        missed."""
        absent = trust_absence(view, Scope(scope.spans, Role.AGENT, scope.turns))
        if absent.truth is not Truth.NO:
            return absent
        note = "没有征询客户是否同意"
        if self.final and self.answer is not None and Answer.NONE in self.answer:
            return Outcome.holds(absent.confidence, note=note, answer=ANSWER_NAMES[Answer.NONE])
        return Outcome.absent(absent.confidence, note=note, answer=ANSWER_NAMES[Answer.NONE])


def _of_strangers(view: CallView, found: Sequence[Exchange]) -> Outcome:
    note = view.dialogue.words_note or "识别模型不认识其中一方的声音"
    return Outcome.unknown(Cause.MODEL_UNFIT, hits=map(_hit, found), note=note)


def _proven(found: Sequence[Exchange]) -> bool:
    """Whether each of ``found``, one at least, is a question of which the reply was made out."""
    return bool(found) and all(
        exchange.question is not None
        and exchange.reading.answer is not Answer.UNCLEAR
        and exchange.role_confidence >= ROLE_DOUBT
        for exchange in found
    )


@kept
def _hit(exchange: Exchange) -> Hit:
    words = [exchange.words, f"客户：{exchange.reading.text}" if exchange.reading.text else ""]
    return Hit(
        start=exchange.start,
        end=exchange.end,
        role=Role.CUSTOMER if exchange.question is None else Role.AGENT,
        turn=exchange.turn,
        text=" / ".join(word for word in words if word),
        how=exchange.reading.how,
        confidence=min(exchange.reading.confidence, exchange.asked),
        value=exchange.reading.answer.value,
        note=_note(exchange),
    )


def _note(exchange: Exchange) -> str:
    reading = exchange.reading
    if exchange.cause is Cause.OVERLAP:
        return f"坐席还在说话时客户应了“{reading.text}”，不能确定是不是答复"
    if exchange.cause is Cause.LOW_CONFIDENCE:
        return f"客户有应答，但识别把握不足{_both(exchange)}"
    if reading.answer is Answer.NONE:
        return "征询后客户没有回答"
    again = f"，复听把握 {reading.confidence:.0%}" if reading.how == BY_EAR else ""
    return f"客户答“{reading.text}”（{ANSWER_NAMES[reading.answer]}{again}）"


def _both(exchange: Exchange) -> str:
    if exchange.look is None or exchange.first is None:
        return ""
    heard = [f"“{text}”" if text else "没有听到话" for text in (exchange.first.text, exchange.look.text)]
    return f"（先听：{heard[0]}，复听：{heard[1]}）"


def _figures(exchange: Exchange) -> dict[str, Any]:
    figures = {"answer": ANSWER_NAMES[exchange.reading.answer], "reply": exchange.reading.text}
    return figures if exchange.first is None else figures | shown(exchange.first, exchange.look)
