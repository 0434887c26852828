"""What a customer's reply to a question means. Text in, :class:`Reading` out; no timing, no call.

The reply is cut into known pieces, longest first (:mod:`autoqa.checks.reply_words`); the pieces decide
together. Several readings of the same reply (as heard, by homophones, by another ear) are settled by
:func:`settle`: when they disagree and none is clearly better, the answer is ``unclear``, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache

from autoqa.checks.reply_words import ACKNOWLEDGED, HOLD_ON, LONGEST, PIECES, Piece
from autoqa.text.phonetic import syllables
from autoqa.types import Frozen


class Answer(StrEnum):
    """Classes of replies. ``NONE``: nothing was said; ``UNCLEAR``: something was said, but what cannot be
    told."""

    EXPLICIT = "explicit"
    VAGUE = "vague"
    REFUSAL = "refusal"
    CONDITIONAL = "conditional"
    NONE = "none"
    UNCLEAR = "unclear"


ANSWER_NAMES = {
    Answer.EXPLICIT: "明确同意",
    Answer.VAGUE: "含糊应答",
    Answer.REFUSAL: "拒绝",
    Answer.CONDITIONAL: "未定或提问",
    Answer.NONE: "没有回答",
    Answer.UNCLEAR: "听不清",
}


class Reading(Frozen):
    """One reading of a reply. ``confidence`` (0 to 1) that ``answer`` is right; ``how``: ``exact``,
    ``pinyin``, or the name of another ear; ``firm``: it agrees in words that are not also used for "I am
    listening"; ``ordered``: it tells the agent to do it."""

    answer: Answer
    text: str = ""
    confidence: float = 1.0
    how: str = "exact"
    firm: bool = False
    ordered: bool = False


STRAY_LIMIT = 6
"""Characters outside all known pieces that an assent may carry and still be one; more is a story of its
own."""

CLOSE = 0.25
"""Two readings whose confidences differ by less cannot be told apart."""

_CHOICE = re.compile(r"(?<![需不想])(\w)[不没]\1")
"""收不收费, 有没有: a question of the form A-not-A."""

_HOMOPHONE_CONFIDENCE = 0.6
_HOMOPHONE_LENGTH = 6


@lru_cache(maxsize=1 << 12)
def read_reply(text: str) -> Reading:
    """The settled reading of a reply's text (spaces and punctuation removed, simplified characters)."""
    if not text:
        return Reading(answer=Answer.NONE)
    pieces, strays = _cut(tuple(text), _exact_pieces())
    heard = _weigh(pieces, strays, text)
    readings = [heard]
    if strays and heard.answer is Answer.UNCLEAR and len(text) <= _HOMOPHONE_LENGTH:
        sounded = _weigh(*_cut(syllables(text), _pieces_by_sound()), text)
        readings.append(
            sounded.model_copy(
                update={"how": "pinyin", "confidence": min(_HOMOPHONE_CONFIDENCE, sounded.confidence)}
            )
        )
    return settle(readings)


def settle(readings: Sequence[Reading]) -> Reading:
    """One reading out of several of the same reply: the surest, unless another answer is about as sure."""
    told = [reading for reading in readings if reading.answer is not Answer.UNCLEAR]
    if not told:
        return readings[0]
    best = max(told, key=lambda reading: reading.confidence)
    rivals = [r for r in told if r.answer is not best.answer and best.confidence - r.confidence < CLOSE]
    if rivals:
        return best.model_copy(update={"answer": Answer.UNCLEAR, "confidence": 0.0, "firm": False})
    return best


def _weigh(pieces: Sequence[Piece], strays: int, text: str) -> Reading:
    """What the pieces say together; ``strays`` units of the reply belong to none of them."""
    last = {piece: place for place, piece in enumerate(pieces)}
    agrees = Piece.ORDER in last or Piece.CLEAR in last
    asks = Piece.ASK in last or _CHOICE.search(text) is not None

    def reading(answer: Answer, confidence: float, **more: bool) -> Reading:
        return Reading(answer=answer, text=text, confidence=confidence, **more)

    unclear = reading(Answer.UNCLEAR, 0.0)
    if asks:
        return unclear if agrees and Piece.OPEN not in last else reading(Answer.CONDITIONAL, 0.9)
    if Piece.REFUSAL in last and last[Piece.REFUSAL] > last.get(Piece.ORDER, -1):
        return reading(Answer.REFUSAL, 0.95 if strays <= STRAY_LIMIT else 0.75)
    if Piece.OPEN in last and not (text.startswith(HOLD_ON) and last.get(Piece.ORDER, -1) > last[Piece.OPEN]):
        return reading(Answer.CONDITIONAL, 0.9)
    if Piece.ORDER in last:
        return reading(Answer.EXPLICIT, 0.95, firm=True, ordered=True)
    if agrees or Piece.ASSENT in last:
        if strays > STRAY_LIMIT or (not agrees and any(word in text for word in ACKNOWLEDGED)):
            return unclear
        return reading(Answer.EXPLICIT, 0.95 - 0.04 * strays, firm=agrees)
    if Piece.VAGUE in last and not strays and Piece.NEUTRAL not in last:
        return reading(Answer.VAGUE, 0.95)
    return unclear


def _cut(units: tuple[str, ...], table: dict[tuple[str, ...], Piece]) -> tuple[list[Piece], int]:
    """Known pieces in order, and the number of units outside of them. A one-unit assent that touches an
    unknown unit is part of another word (中 of 中午)."""
    found: list[tuple[int, int, Piece]] = []
    place = 0
    while place < len(units):
        for size in range(min(LONGEST, len(units) - place), 0, -1):
            piece = table.get(units[place : place + size])
            if piece is not None:
                found.append((place, place + size, piece))
                place += size
                break
        else:
            place += 1
    known = {unit for start, end, _ in found for unit in range(start, end)}
    kept = [
        (start, end, piece)
        for start, end, piece in found
        if not (
            piece in (Piece.ASSENT, Piece.REFUSAL)
            and end - start == 1
            and any(0 <= near < len(units) and near not in known for near in (start - 1, end))
        )
    ]
    return [piece for _, _, piece in kept], len(units) - sum(end - start for start, end, _ in kept)


@cache
def _exact_pieces() -> dict[tuple[str, ...], Piece]:
    return {tuple(text): piece for text, piece in PIECES.items()}


@cache
def _pieces_by_sound() -> dict[tuple[str, ...], Piece]:
    """Pieces by toned syllables. Where two sound alike, the one that says less wins: never hear a yes that
    may not be one."""
    careful = list(Piece)
    ranked = sorted(PIECES.items(), key=lambda item: careful.index(item[1]))
    return {syllables(text): piece for text, piece in ranked}
