"""Dates, times of day and periods, as they are said on the telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from autoqa.text.entity import Entity, entity, scan
from autoqa.text.numerals import NUMBER, digits_of, plain, value_of
from autoqa.text.turntext import TurnText

_SMALL = r"(?:[0-9]{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九])"
_YEAR = r"(?:[0-9]{4}|[一二][零〇九][零〇一二三四五六七八九]{2})"
_DAY_MARK = "[日号](?![楼线店门码院键室桌])"
_IN_NUMBER = "[0-9零〇一二两三四五六七八九十百千万亿点.]"
_NOT_IN_NUMBER = f"(?<!{_IN_NUMBER})"
_CALENDAR = re.compile(
    f"{_NOT_IN_NUMBER}(?:(?P<year>{_YEAR})年)?(?:(?P<month>{_SMALL})月份?(?!份))(?:(?P<day>{_SMALL}){_DAY_MARK})?"
    f"|{_NOT_IN_NUMBER}(?P<only_year>{_YEAR})年"
)
_DAY = re.compile(f"(?P<lead>每个?月的?|(?<![路街道巷弄村]))(?P<day>{_SMALL}){_DAY_MARK}")
_RELATIVE_DAYS = {
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "明日": 1,
    "次日": 1,
    "第二天": 1,
    "今天": 0,
    "当天": 0,
    "当日": 0,
    "昨天": -1,
    "前天": -2,
}
_RELATIVE_MONTHS = {
    "下下个月": 2,
    "下个月": 1,
    "下月": 1,
    "次月": 1,
    "本月": 0,
    "这个月": 0,
    "当月": 0,
    "上个月": -1,
    "上月": -1,
}
_RELATIVE_YEARS = {"明年": 1, "今年": 0, "去年": -1}
_RELATIVE_DAY = re.compile("|".join(_RELATIVE_DAYS))
_RELATIVE_MONTH = re.compile(
    f"(?P<month>{'|'.join(_RELATIVE_MONTHS)})的?(?:(?P<day>{_SMALL}){_DAY_MARK}|(?P<edge>月?底|月?初|末))?|(?P<end>(?<!年)月底)"
)
_RELATIVE_YEAR = re.compile("|".join(_RELATIVE_YEARS))

_PERIOD = re.compile(
    f"(?P<half>半)(?:个)?(?P<half_unit>年|月|天|小时|钟头)|(?<!第){_NOT_IN_NUMBER}(?P<number>{NUMBER})"
    "(?:(?P<unit>年|天|周(?!年)|日(?=之?内|以内|后|的?期限)|小时|分钟|秒钟?)(?P<and_half>半)?"
    "|个(?P<half_of>半)?(?P<counted>月|星期|礼拜|小时|钟头|季度|工作日|自然日|年头))"
)
_LETTER = {
    "年": "Y",
    "年头": "Y",
    "月": "M",
    "天": "D",
    "日": "D",
    "周": "W",
    "星期": "W",
    "礼拜": "W",
    "工作日": "D",
    "自然日": "D",
}
_CLOCK = {"小时": "H", "钟头": "H", "分钟": "M", "秒": "S", "秒钟": "S"}
_HALVES = {
    "年": "P{}M",
    "月": "P{}D",
    "天": "PT{}H",
    "周": "P{}D",
    "小时": "PT{}M",
    "钟头": "PT{}M",
    "星期": "P{}D",
    "礼拜": "P{}D",
}
_SIZE = {"年": 12, "月": 30, "天": 24, "周": 7, "小时": 60, "钟头": 60, "星期": 7, "礼拜": 7}

_PAST_MIDNIGHT = "点(?:整|钟|半|[一三]刻|(?:[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])分)"
"""零点五 is a half; 零点五十分 and 零点整 are times."""

_TIME = re.compile(
    f"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|今晚)?(?:{_NOT_IN_NUMBER}(?P<hour>{_SMALL}|两|零(?={_PAST_MIDNIGHT}))点(?:(?P<half>半)|(?P<quarter>[一三])刻"
    f"|(?P<minute>{_SMALL}(?=分)|[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]|[0-5][0-9])分?|(?P<full>钟|整))?|(?P<clock>[0-9]{{1,2}}:[0-9]{{2}}))"
)


def dates(text: TurnText) -> Iterator[Entity]:
    """Calendar dates and dates relative to the call (see ``Entity.value``)."""
    for match in scan(_CALENDAR, text, "月年"):
        if match["only_year"]:
            yield entity("date", _number(match["only_year"], 4), text, *match.span())
        else:
            month, day = _number(match["month"]), _number(match["day"] or "")
            year = _number(match["year"], 4) if match["year"] else "-"
            if int(month) in range(1, 13) and (not day or int(day) in range(1, 32)):
                end = match.end()
                yield entity("date", "-".join(filter(None, (year, month, day))), text, match.start(), end)
    for match in scan(_RELATIVE_MONTH, text, "月"):
        value = f"M{_RELATIVE_MONTHS.get(match['month'] or '', 0):+d}"
        if match["day"]:
            value += f"-{_number(match['day'])}"
        elif match["end"] or (match["edge"] or "").endswith(("底", "末")):
            value += "-end"
        elif match["edge"]:
            value += "-start"
        yield entity("date", value, text, *match.span())
    for match in scan(_DAY, text, "日号"):
        before = match.string[match.start("day") - 1 : match.start("day")]
        if int(_number(match["day"])) in range(1, 32) and not re.match(_IN_NUMBER, before):
            prefix = "every-M-" if match["lead"] else "---"
            yield entity("date", prefix + _number(match["day"]), text, *match.span())
    for match in scan(_RELATIVE_DAY, text, "天日"):
        yield entity("date", f"D{_RELATIVE_DAYS[match[0]]:+d}", text, *match.span())
    for match in scan(_RELATIVE_YEAR, text, "年"):
        yield entity("date", f"Y{_RELATIVE_YEARS[match[0]]:+d}", text, *match.span())


def periods(text: TurnText) -> Iterator[Entity]:
    """Lengths of time: 三个月, 三十天, 一年半, 半小时."""
    for match in scan(_PERIOD, text, "年月天周日时钟秒星礼季工自"):
        if match["half"]:
            unit = match["half_unit"]
            if unit == "月" and match[0] == "半月":
                continue
            yield entity("period", _HALVES[unit].format(_SIZE[unit] // 2), text, *match.span())
            continue
        value = value_of(match["number"])
        unit = match["unit"] or match["counted"]
        if value is None or len(digits_of(match["number"]) or "") > 3:
            continue
        yield entity(
            "period", _length(value, unit, bool(match["and_half"] or match["half_of"])), text, *match.span()
        )


def times(text: TurnText) -> Iterator[Entity]:
    """Times of day. 三点 alone may count points, so that it needs a part of the day, minutes, 钟 or 半."""
    for match in scan(_TIME, text, "点:"):
        if not any(match.group("part", "clock", "half", "quarter", "full")) and not match[0].endswith("分"):
            continue
        hour, minute = (match["clock"] or f"{_number(match['hour'] or '')}:00").split(":")
        if match["half"]:
            minute = "30"
        elif match["quarter"]:
            minute = "15" if match["quarter"] == "一" else "45"
        elif match["minute"]:
            minute = _number(match["minute"])
        late = match["part"] in ("下午", "傍晚", "晚上", "今晚") and int(hour) < 12
        if int(hour) < 25 and int(minute) < 60:
            yield entity("time", f"{int(hour) + 12 * late:02d}:{minute}", text, *match.span())


def _length(value: Decimal, unit: str, half: bool) -> str:
    if half:
        return _HALVES[unit].format(plain(value * _SIZE[unit] + _SIZE[unit] // 2))
    if unit == "季度":
        return f"P{plain(value * 3)}M"
    return f"PT{plain(value)}{_CLOCK[unit]}" if unit in _CLOCK else f"P{plain(value)}{_LETTER[unit]}"


def _number(span: str, width: int = 2) -> str:
    value = value_of(span) if span else None
    return "" if value is None else f"{int(value):0{width}d}"
