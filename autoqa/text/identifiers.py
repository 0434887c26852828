"""Digits that name something: telephone numbers, hotlines, the agent's job number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase

from autoqa.text.entity import Entity, entity, scan
from autoqa.text.kept import kept
from autoqa.text.numerals import DIGITS, digits_of, plain, value_of
from autoqa.text.phonetic import sound_class
from autoqa.text.turntext import TurnText

_UNIT_BEFORE = "十百千万亿点."
_UNIT_AFTER = "十百千万亿"
_IDIOM_AFTER = "下些样个定直起般旦共会点声遍次位种"
"""After these a last 一 is no digit: 拨打一零零八六一下."""

_RUN = re.compile(f"[{DIGITS}]{{3,}}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9][0-9])[0-9]{7,8}")
_HOTLINE = re.compile(
    r"1(?:00|01|02)[0-9]{2}|1008611|11[24-8][0-9]{2}|11[68]114|12[0-9][0-9]{2}|95[0-9]{3}|96[0-9]{3,4}|[48]00[0-9]{7}"
)
_EMERGENCY = frozenset({"110", "112", "114", "119", "120", "122"})
_CALLING = re.compile(
    "(?:拨打|致电|电话|热线|号码|客服|咨询|打|拨|呼叫|中国移动|中国联通|中国电信|移动|联通|电信)[是为到了的:]?$"
)
_COUNTED = re.compile("[元块角毛%分兆gm个条次年月天日多度位公米吨升克斤名]")

_JOB_AFTER_LABEL = re.compile(
    "(?:(?:工作?|员工|坐席|座席|话务员?)(?:牌号码?|证号|编号|代码|号码?)|(?:客服|服务|我)的?(?:编号|代码)|我的?号(?=是|为))"
    f"(?:是|为|叫|:|就是|呢|的话|嗯|啊){{0,2}}"
    f"(?P<number>[a-z]{{0,3}}(?:[{DIGITS}]{{2,8}}(?![{DIGITS}])|[一二两三四五六七八九十百千零]{{2,9}}))号?"
)
_JOB_BEFORE_ROLE = re.compile(
    f"(?P<number>[a-z]{{0,3}}[{DIGITS}]{{3,8}})(?:(?P<named>号)(?:客服|话务|坐席|座席|业务|员工|代表|专员|客户经理|服务|接线"
    "|工作人员|竭诚|很高兴|为您)|(?:很高兴|竭诚)?(?:能)?为您服务)"
)
_JOB_BARE = re.compile(
    f"(?<![路街道巷弄村])(?P<number>[a-z]{{0,3}}[{DIGITS}]{{3,8}})号(?![楼线店门码院路街库键室桌])"
)

_GONG_HAO = re.compile(sound_class("gong1") + sound_class("hao4"))


def phones(text: TurnText) -> Iterator[Entity]:
    """Mobile, landline and hotline numbers, spoken or written, whatever pauses and commas are inside."""
    for start, end, digits in _runs(text):
        if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
            yield entity("phone", digits, text, start, end)
        elif _HOTLINE.fullmatch(digits):
            called = _CALLING.search(text.text[:start]) is not None
            if called or not _COUNTED.match(text.text[end : end + 1]):
                known = digits.startswith(("100", "95", "400"))
                yield entity("hotline", digits, text, start, end, 0.95 if called else 0.8 if known else 0.6)
        elif digits in _EMERGENCY and _CALLING.search(text.text[:start]):
            yield entity("hotline", digits, text, start, end, 0.9)


def job_numbers(text: TurnText) -> Iterator[Entity]:
    """The agent's number: 2 to 8 digits, letters before them allowed, named by 工号 (or what sounds like it)
    or by what follows (号客服, 为您服务)."""
    for match in _JOB_AFTER_LABEL.finditer(_sounding(text)):
        if not _broken(text, match):
            yield from _job_number(text, match, 0.95)
    for match in scan(_JOB_BEFORE_ROLE, text, "号为"):
        if match["named"] or not _HOTLINE.fullmatch(digits_of(match["number"]) or ""):
            yield from _job_number(text, match, 0.9)


def bare_job_numbers(text: TurnText) -> Iterator[Entity]:
    """3062号 with nothing that says what it is."""
    for match in scan(_JOB_BARE, text, "号"):
        if match.string[match.start() - 1 : match.start()] not in tuple(_UNIT_BEFORE):
            yield from _job_number(text, match, 0.6)


def digit_runs(text: TurnText) -> Iterator[Entity]:
    """Three digits and more read one by one, whatever they name."""
    for start, end, digits in _runs(text):
        if not any(start < stop < end for stop in text.stops):
            yield entity("digits", digits, text, start, end, 0.9)


def _runs(text: TurnText) -> Iterator[tuple[int, int, str]]:
    """Digits read one by one, without digits that belong to a cardinal or an idiom around them."""
    for match in _RUN.finditer(text.text):
        start, end = match.span()
        listed = any("、" in text.marks.get(position, "") for position in range(start + 1, end))
        joint = any(start < joint < end for joint in text.joints)
        if listed or joint or text.text[start - 1 : start] in tuple(_UNIT_BEFORE):
            continue
        following = text.text[end : end + 1]
        if following and (
            following in _UNIT_AFTER or (following in _IDIOM_AFTER and text.text[end - 1] == "一")
        ):
            end -= 1
        if text.text[start] == "一" and (start, start + 1) not in text.words and start not in text.bounds:
            start += 1
        digits = digits_of(text.text[start:end])
        if digits and len(digits) >= 3:
            yield start, end, digits


def _sounding(text: TurnText) -> str:
    """The text with every pair of syllables gong hao (公号, 攻好) written 工号, in place."""
    written = text.text
    for end in labels(text):
        written = f"{written[: end - 2]}工号{written[end:]}"
    return written


@kept
def labels(text: TurnText) -> tuple[int, ...]:
    """Where each 工号 ends, by its sound: recognisers write 公号, 工好, 共号."""
    starts = (match.start() for match in _GONG_HAO.finditer(text.classes))
    return tuple(
        start + 2
        for start in starts
        if text.pinyin[start][:-1] == "gong" and text.pinyin[start + 1][:-1] == "hao"
    )


def _broken(text: TurnText, match: re.Match[str]) -> bool:
    """The number reaches over a clause mark (one before it is common: 工号是，3062) or counts something."""
    start, end = match.span("number")
    if any(match.start() < joint < end for joint in text.joints) or any(start < s < end for s in text.stops):
        return True
    return _COUNTED.match(text.text, end) is not None


def _job_number(text: TurnText, match: re.Match[str], certainty: float) -> Iterator[Entity]:
    start, end = match.span("number")
    if text.text[end - 1] == "一" and text.text[end : end + 1] in tuple(_IDIOM_AFTER):
        end -= 1
    said = text.text[start:end]
    numerals = said.lstrip(ascii_lowercase)
    letters = said[: len(said) - len(numerals)]
    digits = digits_of(numerals)
    if digits is None or len(digits) < 3:
        value = value_of(numerals)
        if value is None:
            return
        digits, certainty = digits or plain(value), min(certainty, 0.7)
    yield entity("job_number", letters.upper() + digits, text, start, end, certainty)
