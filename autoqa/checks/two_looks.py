"""What a reply means after two looks at it: the transcript's words, and the second look at the same seconds.

A class counts only when a decode that was not prompted with it found it; what was compared with given
texts makes it surer or less sure. When neither look is sure, or they contradict each other, the answer is
``unclear``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from autoqa.checks.reply import Answer, Reading, read_reply
from autoqa.checks.reply_families import class_of
from autoqa.types import Cause, ReplyClass, ReplyLook

BY_EAR = "two looks"
"""How a reading was come to that the second look decided or confirmed."""

SURE = 0.8
"""Probability from which a short reply is decided."""

SHORT_S, SHORT_TEXT = 1.5, 6
"""Seconds of sound and characters up to which a reply is short: the families are of such; a longer one is
decided by its words."""

_TOLD = 3

_JOINED_SURE = 0.9
_WHOLE = re.compile("(?:吗|么|呢|好不好|行不行|可不可以|要不要|愿不愿意|还是不同意|怎么样)$")
"""Questions to whose end nothing is missing."""

_OPEN_END = re.compile(
    "(?:[好行对是能要同]不|可不可?|愿不愿?|同不同?|需不需?|还是(?:不(?:同意?)?)?|[您你](?:看|觉得))$"
)
_TAG = re.compile("^[对是]")
"""Of a question whose end was not heard, the last words of which a yes or a no may be; and the tag that ends
one."""

_FRAGMENTS = frozenset("不用要需同意可以行好对是办开")
"""Of a yes or a no, of which one syllable may be all that was written."""

_VERY_SURE = 0.97

_KNOWN_SOUND = 0.9
"""Probability by ear from which a reply is decided in a voice whose other words the model does not know."""

_POOR_DB = 3.0
"""Level of the reply over the line's noise under which nobody should decide by ear."""

_AGREED = 3.0
"""How many times likelier a class is when the transcript's words, too, are of it, and less likely when
they are of another; a third of what independent looks would give (the first look's short replies are
right in nine cases of ten), for the two share a model."""

_ANSWERS = {
    ReplyClass.YES: Answer.EXPLICIT,
    ReplyClass.VAGUE: Answer.VAGUE,
    ReplyClass.NO: Answer.REFUSAL,
    ReplyClass.NOTHING: Answer.NONE,
    ReplyClass.OTHER: Answer.CONDITIONAL,
}


@dataclass(frozen=True)
class Settled:
    """The reading of both looks; ``cause`` says why it is unclear. ``by_look``: the second look decided
    what the first left open."""

    reading: Reading
    cause: Cause | None = None
    by_look: bool = False


def settle_looks(first: Reading, cause: Cause | None, look: ReplyLook | None) -> Settled:
    """``first`` as read from the transcript, with the ``cause`` for which it should not be believed by
    itself."""
    if look is None:
        return Settled(_unless(first, cause), cause)
    if cause is Cause.OVERLAP:
        return Settled(_unclear(first), cause)
    second = read_reply(look.text)
    if look.sounding > SHORT_S or max(len(first.text), len(look.text)) > SHORT_TEXT:
        return _by_words(first, cause, second)
    return _by_ear(first, cause, second, look)


def settle_joined(asked: str, first: Reading, look: ReplyLook | None) -> Settled:
    """A short reply that follows the question ``asked`` without a pause, on a channel that both share: its
    first sound may be the end of the question (… 好不 | 好).

    Decided is a yes or a no of which the look is very sure, and only where what was said cannot be the end of
    the question. A mere sound is one where the look hears nothing else there: if it was the end of 吗,
    nothing was replied, which is no clear answer either.
    """
    left = Settled(_unclear(first), Cause.OVERLAP)
    if look is None or (look.snr or 0.0) < _POOR_DB:
        return left
    if _nothing_said(first, look):
        return Settled(Reading(answer=Answer.VAGUE, text=look.text, confidence=_JOINED_SURE, how=BY_EAR))
    if look.best not in (ReplyClass.YES, ReplyClass.NO):
        return left
    found = [read_reply(text) for text in (look.text, *look.others)]
    second = next((reading for reading in found if class_of(reading.answer) is look.best), None)
    if second is None:
        return left
    longer = len(second.text) >= _TOLD and second.text not in asked and "还是" not in asked
    own = longer or _WHOLE.search(asked) is not None or not _may_be_end(asked, second.text)
    if not own or look.chances[look.best] < _JOINED_SURE:
        return left
    chance = round(look.chances[look.best], 4)
    return Settled(second.model_copy(update={"confidence": chance, "how": BY_EAR}), by_look=True)


def _nothing_said(first: Reading, look: ReplyLook) -> bool:
    """Whether the look wrote a mere sound (or the end of a 吗) and finds no word possible, and the transcript
    has none."""
    sound = look.chances[ReplyClass.VAGUE] + look.chances[ReplyClass.NOTHING] >= _VERY_SURE
    wordless = first.answer in (Answer.VAGUE, Answer.UNCLEAR) and len(first.text) <= 2
    wordless = wordless and not _FRAGMENTS & set(first.text)
    return sound and wordless and read_reply(look.text).answer is Answer.VAGUE


def _may_be_end(asked: str, said: str) -> bool:
    """Whether a yes or a no that was ``said`` may be the end of a question that was ``asked`` but for it."""
    return _OPEN_END.search(asked) is not None or _TAG.search(said) is not None


def left_open(settled: Settled) -> Settled:
    """The same with nothing decided, for poor sound."""
    return Settled(_unclear(settled.reading), Cause.LOW_CONFIDENCE)


def of_stranger(settled: Settled, look: ReplyLook | None) -> Settled:
    """A reply in a voice that the model does not know, as ``settled`` for one that it knows.

    Its words prove nothing, two decodes of them no more than one. Decided is what the look compared by sound
    and is very sure of; silence never, for a voice may be too strange to be heard as one.
    """
    kind = class_of(settled.reading.answer)
    said = settled.cause is None and settled.reading.answer is not Answer.NONE
    if look is not None and said and look.chances[kind] >= _KNOWN_SOUND:
        return settled
    return Settled(_unclear(settled.reading), Cause.MODEL_UNFIT)


def _by_words(first: Reading, cause: Cause | None, second: Reading) -> Settled:
    """Longer replies: two decodes that read alike confirm each other, a yes that the other denies is in
    doubt."""
    if first.answer is Answer.UNCLEAR or first.answer is second.answer:
        sure = first.answer is second.answer and first.answer is not Answer.UNCLEAR
        agreed = None if sure and cause is Cause.LOW_CONFIDENCE else cause
        return Settled(_unless(first, agreed), agreed)
    decided = {Answer.EXPLICIT, Answer.REFUSAL}
    if cause is None and Answer.EXPLICIT in (first.answer, second.answer) and second.answer in decided:
        return Settled(_unclear(first), Cause.LOW_CONFIDENCE)
    return Settled(_unless(first, cause), cause)


def _by_ear(first: Reading, cause: Cause | None, second: Reading, look: ReplyLook) -> Settled:
    if _said_alike(first, look) and cause is None:
        return Settled(first.model_copy(update={"how": BY_EAR}))
    found = [second, *(read_reply(text) for text in look.others)]
    told = {class_of(reading.answer) for reading in (first, *found) if reading.text}
    kind, chance = _likeliest(first, look)
    if _mere(first, look):
        told.add(ReplyClass.VAGUE)
    if chance < _needed(kind, first, look) or (kind not in told and kind is not ReplyClass.NOTHING):
        return Settled(_unclear(first), Cause.LOW_CONFIDENCE)
    answer = _ANSWERS[kind]
    words = [reading for reading in (first, *found) if reading.answer is answer and reading.text]
    if kind is ReplyClass.OTHER and not words:
        return Settled(_unclear(first), cause or Cause.AMBIGUOUS)
    best = words[0] if words else Reading(answer=answer)
    settled = best.model_copy(update={"confidence": round(chance, 4), "how": BY_EAR})
    return Settled(settled, by_look=first.answer is not answer or cause is not None)


def _said_alike(first: Reading, look: ReplyLook) -> bool:
    """Two decodes of three characters and more need no ear where they agree letter by letter, or but for one
    letter that changes nothing in what is meant (你给我开, 你给我开吧)."""
    if first.answer in (Answer.UNCLEAR, Answer.NONE) or len(first.text) < _TOLD:
        return False
    return any(
        text == first.text
        or (len(text) >= _TOLD and Levenshtein.distance(text, first.text) == 1 and _same(text, first))
        for text in (look.text, *look.others)
    )


def _mere(first: Reading, look: ReplyLook) -> bool:
    """Whether both looks wrote at most one syllable that says nothing (而 for 哦): the mere sound that the
    look takes it for."""
    texts = {first.text, look.text} - {""}
    return bool(texts) and all(len(text) == 1 and read_reply(text).answer is Answer.UNCLEAR for text in texts)


def _same(text: str, first: Reading) -> bool:
    reading = read_reply(text)
    return reading.answer is first.answer and reading.firm is first.firm


def _needed(kind: ReplyClass, first: Reading, look: ReplyLook) -> float:
    """Probability from which the likeliest class is believed; more than 1: not at all.

    A yes against words of refusal, and the other way round, is never settled by ear, but where the look heard
    the 不 before the words of the transcript (不需要, 需要); nor is nothing against words of the transcript.
    Nothing against words that only the look's decode wrote needs more than usual.
    """
    told = class_of(first.answer) if first.text else None
    poor = look.snr is not None and look.snr < _POOR_DB
    opposed = {kind, told} == {ReplyClass.YES, ReplyClass.NO} and not look.text.endswith(f"不{first.text}")
    if poor or opposed or (kind is ReplyClass.NOTHING and first.text):
        return 1.1
    return _VERY_SURE if kind is ReplyClass.NOTHING and look.text else SURE


def _likeliest(first: Reading, look: ReplyLook) -> tuple[ReplyClass, float]:
    """The likeliest class, the transcript's words weighed in, and its probability."""
    told = class_of(first.answer) if first.text and first.answer is not Answer.UNCLEAR else None
    weighed = {kind: share * (_AGREED if kind is told else 1.0) for kind, share in look.chances.items()}
    best = max(weighed, key=lambda kind: weighed[kind])
    return best, weighed[best] / max(1e-9, sum(weighed.values()))


def _unless(first: Reading, cause: Cause | None) -> Reading:
    return first if cause is None else _unclear(first)


def _unclear(first: Reading) -> Reading:
    return first.model_copy(update={"answer": Answer.UNCLEAR, "confidence": 0.0, "firm": False})


def shown(first: Reading, look: ReplyLook | None) -> dict[str, Any]:
    """Both looks, for the evidence of a finding."""
    looks: dict[str, Any] = {"first_look": {"text": first.text, "read_as": first.answer.value}}
    if look is not None:
        looks["second_look"] = {
            "text": look.text,
            "others": list(look.others),
            "chances": {kind.value: share for kind, share in look.chances.items()},
            "sounding": look.sounding,
            "snr": look.snr,
            "ears": list(look.ears),
        }
    return looks
