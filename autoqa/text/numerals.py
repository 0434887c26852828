"""What a stretch of digits or Chinese numerals is worth.

Only for spans already known to be numbers: over whole text it would turn 十分感谢 into 10 分感谢 and 零零七
    into 7.
"""

from __future__ import annotations

import re
from decimal import Decimal

from autoqa.text.fold import fold

DIGITS = "0-9零〇洞一幺二两三四五六七拐八九勾"
"""Characters read as one digit, for a character class; 洞 幺 两 拐 勾 are radio readings of 0 1 2 7 9."""

ADVERB = "[下些样般定直起旦共会]"
"""What makes the 一 before it a word of its own: 三十元一直不变, 百分之五一下子."""

NUMBER = (
    r"(?:[0-9]+(?:\.[0-9]+)?(?:[百万亿]|千(?![克米瓦卡]))?(?![0-9.])"
    f"|(?:[零〇二两三四五六七八九十百千万亿]|一(?!{ADVERB}))+"
    f"(?:点(?:[零〇二三四五六七八九]|一(?!{ADVERB}))+(?![零〇二三四五六七八九十分刻]|一(?!{ADVERB})))?)"
)
"""A number in digits or as a cardinal, as a regular expression."""

_DIGIT_OF = dict(zip("0123456789零〇洞一幺二两三四五六七拐八九勾", "01234567890001122345677899", strict=True))
_NAMES = "零一二三四五六七八九"
_PLACE = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = {"万": 10**4, "亿": 10**8}
_CARDINAL = re.compile(
    "[一二两三四五六七八九十百千万亿零]*[一二两三四五六七八九十百千][十百千万亿][一二两三四五六七八九十百千万亿零]*"
    "|十[一二三四五六七八九]|十(?=[天元块年月号日个])"
)
_WHOLE = re.compile(r"(?<![0-9.])[1-9][0-9]{1,5}(?:\.[0-9]+)?(?![0-9.])")
_SPOKEN_PERCENT = re.compile(f"百分之({NUMBER})")
_WRITTEN_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")
_ROUGH = frozenset({"一两", "一二", "两三", "二三", "三四", "四五", "五六", "六七", "七八", "八九", "三五"})
"""Two neighbouring digits mean about so many (两三天), no number."""

_ARABIC = re.compile(r"([0-9]+(?:\.[0-9]+)?)([百千万亿]?)")


def digits_of(span: str) -> str | None:
    """The digits of a span read digit by digit (幺零零八六 → 10086); None when it has anything else."""
    digits = [_DIGIT_OF.get(character) for character in span]
    return "".join(digit for digit in digits if digit) if span and all(digits) else None


def value_of(span: str) -> Decimal | None:
    """The value of a cardinal or decimal (一百二十三, 两万五, 零点六五, 3.98, 1.5万, 二零二六); None when
    it is not well formed (百万, 三百千) or only a rough count (两三)."""
    if span in _ROUGH:
        return None
    if arabic := _ARABIC.fullmatch(span):
        unit = arabic[2]
        return Decimal(arabic[1]) * (_PLACE | _MYRIAD | {"": 1})[unit]
    whole, point, fraction = span.partition("点")
    number = _integer(whole)
    decimals = digits_of(fraction) if point else ""
    if number is None or decimals is None:
        return None
    return Decimal(f"{number}.{decimals}") if decimals else Decimal(number)


def plain(value: Decimal) -> str:
    """A value without exponent or trailing zeros: 3.980 → 3.98, 3E+1 → 30."""
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"


def respelled(phrase: str) -> tuple[str, ...]:
    """``phrase`` with its numbers as a recogniser may write them: 三十天 also as 30天, 30天 also as 三十天,
    百分之五 also as 5%. The phrase itself comes first; digits read one by one need no other spelling."""
    figures = _SPOKEN_PERCENT.sub(lambda match: _figures(match[1], "%") or match[0], phrase)
    figures = _CARDINAL.sub(lambda match: _figures(match[0]) or match[0], figures)
    words = _WRITTEN_PERCENT.sub(lambda match: "百分之" + _words(match[1]), phrase)
    words = _WHOLE.sub(lambda match: _words(match[0]), words)
    return tuple(dict.fromkeys((phrase, figures, words)))


def same_number(one: str, other: str) -> bool:
    """Whether two spans say the same number: 10086, 一零零八六 and 幺零零八六 do; 0012 and 12 do not.

    A span read digit by digit equals the same digits; a cardinal equals its value (三十 = 30). Letters
    compare without case and width (Ａ３０６ = a306).
    """
    return not _readings(one).isdisjoint(_readings(other))


def _figures(span: str, sign: str = "") -> str | None:
    value = Decimal(100) if span == "百" else value_of(span)
    return None if value is None else plain(value) + sign


def _words(span: str) -> str:
    """A number written in digits, read as a cardinal."""
    whole, _, fraction = span.partition(".")
    text, number = "", int(whole)
    for name, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        section, number = divmod(number, size)
        if section:
            gap = "零" if text and section < 1000 else ""
            said = "两" if section == 2 and name else _section_words(section, leading=not text)
            text += gap + said + name
    return (text or "零") + ("点" + "".join(_NAMES[int(digit)] for digit in fraction) if fraction else "")


def _section_words(section: int, *, leading: bool) -> str:
    text, pending = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = section // place % 10
        if digit:
            counted = "两" if digit == 2 and place == 1000 else _NAMES[digit]
            text += ("零" if pending and text else "") + counted + name
        pending = digit == 0
    return text.removeprefix("一") if leading and section in range(10, 20) else text


def _readings(span: str) -> set[str]:
    text = fold(span).text
    if not text:
        return set()
    readings = {"".join(_DIGIT_OF.get(character, character) for character in text)}
    value = value_of(text)
    if value is not None and not text.startswith(("0", "零", "〇", "洞")):
        readings.add(plain(value))
    return readings


def _integer(span: str) -> int | None:
    """Value of Chinese digits and places; without any place the digits stand in order."""
    digits = digits_of(span)
    if digits is not None:
        return int(digits)
    for name, size in reversed(_MYRIAD.items()):
        if name in span:
            left, _, right = span.rpartition(name)
            high, low = _integer(left), _tail(right, size) if right else 0
            return None if not left or high is None or low is None or low >= size else high * size + low
    return _section(span)


def _tail(span: str, size: int) -> int | None:
    """What follows a place of ``size``: a bare digit counts in tenths of it (两万五 = 25000)."""
    if len(span) == 1 and span in _DIGIT_OF:
        return int(_DIGIT_OF[span]) * size // 10
    return _integer(span.lstrip("零〇")) if span.strip("零〇") else None


def _section(span: str) -> int | None:
    """A number under ten thousand with 十 百 千."""
    if not span:
        return None
    total, limit = 0, 10000
    while span:
        span, skipped = span.lstrip("零〇"), span[:1] in "零〇"
        head = span[:1]
        if head == "十" and total == 0:
            digit, rest = 1, span
        elif head in _DIGIT_OF:
            digit, rest = int(_DIGIT_OF[head]), span[1:]
        else:
            return None
        place = _PLACE.get(rest[:1], 0)
        if not rest:
            return total + (digit if skipped or limit <= 10 or not total else digit * limit // 10)
        if not 0 < place < limit:
            return None
        total, limit, span = total + digit * place, place, rest[1:]
    return total
