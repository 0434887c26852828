"""Numbers that identify a person: identity cards, bank cards, telephones. Found to be hidden on screen and in
exports, and to be bleeped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autoqa.text.fold import fold
from autoqa.text.numerals import DIGITS, digits_of

_RUN = re.compile(f"[{DIGITS}]{{7,}}x?")
_PART = re.compile(f"[{DIGITS}]{{2,}}x?")
_AMOUNT = re.compile("[十百千万亿元块角兆gm%]")
_PUBLIC = re.compile(r"[48]00[0-9]{7}|1008611|9[56][0-9]{3,6}")
"""Hotlines belong to a company, not to a person."""
_SHORTEST = 7
"""Digits from which a run may name a person: a local telephone number has 7 or 8, a mobile 11, an identity
card 15 or 18, a bank card 16 to 19. Shorter ones are prices, job numbers, hotlines and codes."""
_KEPT = (3, 2)
"""Digits left at the head and tail of a long number, so that two numbers can still be told apart."""

Span = tuple[int, int]


def personal_spans(text: str) -> list[Span]:
    """Where personal numbers stand in ``text`` (start and end of the characters), written or spoken, whatever
    spaces and commas are inside."""
    folded = fold(text)
    return [
        (folded.offsets[start], folded.offsets[end - 1] + 1)
        for start, end in _runs(folded.text, _RUN)
        if _names_a_person(folded.text, start, end)
    ]


def personal_spans_across(texts: Sequence[str]) -> list[list[Span]]:
    """Personal numbers of consecutive turns of one speaker. A number that is read in groups, a turn a group
    (一三八, then 零零一三, then 八零零零), counts as one: groups that end a turn and begin the next."""
    found = [personal_spans(text) for text in texts]
    folded = [fold(text) for text in texts]
    groups: list[list[tuple[int, Span]]] = []
    for index, one in enumerate(folded):
        parts = [part for part in _runs(one.text, _PART) if not _AMOUNT.match(one.text, part[1])]
        joined = bool(groups and parts and groups[-1][-1][0] == index - 1)
        if joined and parts[0][0] <= 2 and _ends_its_turn(folded[index - 1].text, groups[-1][-1][1]):
            groups[-1].append((index, parts.pop(0)))
        groups += [[(index, part)] for part in parts]
    for group in groups:
        digits = sum(end - start for _, (start, end) in group)
        if len(group) > 1 and digits >= _SHORTEST:
            for index, (start, end) in group:
                offsets = folded[index].offsets
                found[index].append((offsets[start], offsets[end - 1] + 1))
    return [_merged(spans) for spans in found]


def mask(text: str, spans: Sequence[Span] | None = None) -> str:
    """``text`` with the digits of personal numbers replaced by ``*``, the first three and the last two of
    long ones left. ``spans``: where they are, where that is known from the turns around."""
    characters = list(text)
    for start, end in personal_spans(text) if spans is None else spans:
        places = [at for at in range(start, end) if _is_digit(text[at])]
        head, tail = _KEPT if len(places) >= 11 else (0, 2 if len(places) >= _SHORTEST else 0)
        for at in places[head : len(places) - tail]:
            characters[at] = "*"
    return "".join(characters)


def _names_a_person(text: str, start: int, end: int) -> bool:
    digits = digits_of(text[start:end].rstrip("x")) or ""
    return not _PUBLIC.fullmatch(digits) and not _AMOUNT.match(text, end)


def _runs(text: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield match.span()


def _ends_its_turn(text: str, part: Span) -> bool:
    return len(text) - part[1] <= 1


def _is_digit(character: str) -> bool:
    return digits_of(fold(character).text or " ") is not None or character in "xXｘＸ"


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
