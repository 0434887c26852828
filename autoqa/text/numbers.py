"""Numbers in what was said: amounts, percentages, dates, periods, telephone and job numbers.

First the span of a number is found by its form and its neighbours, then only that span is converted. Text
outside stays as it is: 十分感谢, 万一, 一下, 千万不要 hold no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from autoqa.text.dates import dates, periods, times
from autoqa.text.entity import Entity, EntityKind, entity, scan, stretches
from autoqa.text.identifiers import bare_job_numbers, digit_runs, job_numbers, phones
from autoqa.text.kept import kept
from autoqa.text.numerals import ADVERB, NUMBER, plain, same_number, value_of
from autoqa.text.turntext import TurnText

__all__ = ["Entity", "EntityKind", "entities", "same_number"]

_ONE = f"(?!一{ADVERB})[一二两三四五六七八九1-9]"
_COUNTS_SOMETHING = "(?![个天月年日次位条张种项号季周遍十百千万点分g兆小斤公克份件台本盒瓶袋包人杯晚])"
_AMOUNT = re.compile(
    f"(?P<yuan>{NUMBER})(?:元|块(?!儿)钱?|圆)(?:(?P<jiao>{_ONE})(?:[毛角](?:(?P<fen>{_ONE})分?{_COUNTS_SOMETHING})?"
    f"|(?P<cents>{_ONE})?{_COUNTS_SOMETHING})|零(?P<odd>{_ONE})分?|(?P<half>半))?(?:钱|人民币)?"
    f"|(?P<only_jiao>{NUMBER})[毛角](?:(?P<only_fen>{_ONE})分?{_COUNTS_SOMETHING})?钱?|(?P<cent>{NUMBER})分钱"
)
_PRICED = re.compile(
    "(?:每个?月|月租费?|月费|资费|费用|价格|售价|原价|优惠价|收费|收取|扣费|扣除|只要|只需|仅需|一共|总共)"
    f"(?:是|为|都是|只有|大概|才|也就|就|收){{0,2}}(?P<number>{NUMBER})(?![个天月年日次位条张种项号gm兆点%秒小级折倍人件台笔遍分])"
)
_PERCENT = re.compile(
    f"百分之(?P<spoken>{NUMBER})|(?P<sign>[0-9]+(?:\\.[0-9]+)?)%|(?P<points>{NUMBER})个百分点|(?P<all>百分百)"
)
_NUMBER = re.compile(NUMBER)
_IDIOM = re.compile(f"十分|万一|千万|万分|百般|万万|一一|三三两两|两两|[一二三四五六七八九](?={ADVERB})")
_MEASURE = re.compile("[个次位条张种项台部遍份户笔件倍度兆gm人岁级]|公里|小时|分钟|套")


@kept
def entities(text: TurnText) -> tuple[Entity, ...]:
    """Every number in ``text`` with its kind, in order, not overlapping.

    Where two kinds claim the same characters, the more specific wins: job number named as such, telephone,
    percent, amount, date, period, time, then plain digits and numbers.
    """
    if not stretches(text):
        return ()
    taken: list[Entity] = []
    for recognise in _RECOGNISERS:
        for found in recognise(text):
            if all(found.end_char <= kept.start_char or found.start_char >= kept.end_char for kept in taken):
                taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start_char))


def amounts(text: TurnText) -> Iterator[Entity]:
    """Sums of money in yuan."""
    for match in scan(_AMOUNT, text, "元块圆毛角钱"):
        value = _yuan(match)
        if value is not None and match[0] != "一块":
            yield entity("amount", value, text, *match.span())
    for match in scan(_NUMBER, text):
        worth = value_of(match[0])
        if worth is not None and text.marks.get(match.start(), "").endswith(("¥", "￥")):
            yield entity("amount", plain(worth), text, *match.span())


def prices(text: TurnText) -> Iterator[Entity]:
    """A bare number after a word of price (每月三十); less certain than one with its unit."""
    for match in scan(_PRICED, text, "月费价收扣只仅共"):
        worth = value_of(match["number"])
        if worth is not None and not _IDIOM.match(text.text, match.start("number")):
            yield entity("amount", plain(worth), text, *match.span("number"), 0.6)


def percents(text: TurnText) -> Iterator[Entity]:
    """百分之零点六五, 0.65%, 三个百分点, 百分百."""
    for match in scan(_PERCENT, text, "百%"):
        said = match["spoken"] or match["sign"] or match["points"]
        value = Decimal(100) if match["all"] or said == "百" else value_of(said)
        if value is not None:
            yield entity("percent", plain(value), text, *match.span())


def numbers(text: TurnText) -> Iterator[Entity]:
    """Numbers of no other kind: digits, two numerals and more, or one numeral with a measure word."""
    for match in scan(_NUMBER, text):
        start, end = match.span()
        said = match[0]
        if _IDIOM.match(text.text, start) or text.text[start - 1 : start] in ("第", "统", "唯", "万"):
            continue
        value = value_of(said)
        measured = _MEASURE.match(text.text, end) is not None
        if said[0] == "0" and not said.startswith("0."):
            continue
        if value is not None and (said[0].isascii() or len(said) > 1 or (measured and said != "一")):
            yield entity(
                "number", plain(value), text, start, end, 0.9 if measured or said[0].isascii() else 0.6
            )


_RECOGNISERS: tuple[Callable[[TurnText], Iterable[Entity]], ...] = (
    job_numbers,
    phones,
    percents,
    amounts,
    dates,
    periods,
    times,
    bare_job_numbers,
    prices,
    digit_runs,
    numbers,
)


def _yuan(match: re.Match[str]) -> str | None:
    """Yuan of an amount; None when a part is no number."""
    if match["cent"]:
        cents = value_of(match["cent"])
        return None if cents is None else plain(cents / 100)
    whole = value_of(match["yuan"] or "零")
    tenths = value_of(match["jiao"] or match["only_jiao"] or "零")
    hundredths = value_of(match["fen"] or match["cents"] or match["only_fen"] or match["odd"] or "零")
    if whole is None or tenths is None or hundredths is None:
        return None
    half = Decimal("0.5") if match["half"] else 0
    return plain(whole + tenths / 10 + hundredths / 100 + half)
