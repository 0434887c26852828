"""Numbers, amounts, dates and times as they are spoken."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Rng = np.random.Generator
DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))


def pick(rng: Rng, options: Sequence[str]) -> str:
    """One of the options."""
    return options[int(rng.integers(0, len(options)))]


def digits(rng: Rng, count: int) -> str:
    """`count` spoken digits; 1 is 幺 throughout in half of the strings. Half of the strings repeat digits
    often: how many equal ones stand in a row is what is hardest to hear."""
    one = "幺" if rng.random() < 0.5 else "一"
    repeats = 0.45 if rng.random() < 0.5 else 0.12
    out: list[str] = []
    for _ in range(count):
        again = out and rng.random() < repeats
        out.append(out[-1] if again else pick(rng, DIGITS).replace("一", one))
    return "".join(out)


def cardinal(number: int) -> str:
    """A number below 100,000,000 as spoken: 205 is 二百零五, 15 is 十五."""
    if number >= 10000:
        high, low = divmod(number, 10000)
        return cardinal(high) + "万" + (("零" if low < 1000 else "") + cardinal(low) if low else "")
    out, gap = "", False
    for unit, name in _UNITS:
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return out[1:] if out.startswith("一十") else out or "零"


def quantity(rng: Rng) -> str:
    """A count below a hundred, 两 instead of 二."""
    number = int(rng.integers(1, 13)) if rng.random() < 0.7 else int(rng.integers(13, 100))
    return "两" if number == 2 else cardinal(number)


def money(rng: Rng) -> str:
    """An amount in yuan: 三块九毛八, 两千八百元, 五毛, 十二点五元."""
    style = rng.random()
    small = int(rng.integers(1, 40))
    yuan = "两" if small == 2 else cardinal(small)
    if style < 0.3:
        return yuan + pick(rng, ("元", "块", "块钱", "元钱"))
    if style < 0.5:
        tail = pick(rng, DIGITS[1:]) if rng.random() < 0.4 else ""
        return yuan + "块" + pick(rng, DIGITS[1:]) + "毛" + tail
    if style < 0.6:
        return yuan + "点" + pick(rng, DIGITS) + (pick(rng, DIGITS) if rng.random() < 0.5 else "") + "元"
    if style < 0.68:
        return pick(rng, "五六七八九") + "毛" + pick(rng, ("", "钱", "八", "九"))
    scale = (10, 50, 100, 1000, 10000)[int(rng.integers(0, 5))]
    return cardinal(int(rng.integers(1, 100)) * scale) + pick(rng, ("元", "块", "块钱", "元", ""))


def percent(rng: Rng) -> str:
    """A share: 百分之零点六五."""
    number = cardinal(int(rng.integers(0, 100)))
    if rng.random() < 0.5:
        number += "点" + "".join(pick(rng, DIGITS) for _ in range(int(rng.integers(1, 3))))
    return pick(rng, ("百分之", "百分之", "百分之", "千分之", "万分之")) + number


def date(rng: Rng) -> str:
    """A day, a month, or both, with or without the year."""
    month, day = cardinal(int(rng.integers(1, 13))), cardinal(int(rng.integers(1, 32)))
    style = rng.random()
    if style < 0.5:
        return f"{month}月{day}{pick(rng, '号日')}"
    if style < 0.65:
        return f"{month}月份"
    if style < 0.8:
        return f"{pick(rng, ('本月', '下个月', '上个月', '这个月', '每月', '次月'))}{day}号"
    year = "二零" + pick(rng, "一二") + pick(rng, DIGITS)
    return f"{year}年{month}月" + (f"{day}日" if rng.random() < 0.6 else "")


def clock(rng: Rng) -> str:
    """A time of day."""
    hour = int(rng.integers(1, 13))
    part = pick(rng, ("早上", "上午", "中午", "下午", "晚上", ""))
    past = f"点{cardinal(int(rng.integers(5, 60)))}分"
    return (
        part
        + ("两" if hour == 2 else cardinal(hour))
        + pick(rng, ("点", "点", "点半", "点钟", past, "点一刻"))
    )


def phone(rng: Rng) -> str:
    """A mobile number, a landline or a service number."""
    style = rng.random()
    if style < 0.6:
        return ("幺" if rng.random() < 0.7 else "一") + pick(rng, "三五七八九") + digits(rng, 9)
    if style < 0.8:
        return digits(rng, int(rng.integers(7, 9)))
    area = pick(rng, ("零幺零", "零二八", "零七五五", "零二", "四零零", "九五", "八零零"))
    return area + digits(rng, int(rng.integers(5, 9)))


def job_number(rng: Rng) -> str:
    """Three to eight digits."""
    return digits(rng, int(rng.integers(3, 9)))


def data_volume(rng: Rng) -> str:
    """An amount of mobile data."""
    number = cardinal(int(rng.choice((1, 5, 10, 15, 20, 30, 50, 60, 80, 100, 150, 200, 300, 500))))
    return number + pick(rng, ("G", "个G", "G流量", "兆", "兆流量", "GB"))


def minutes(rng: Rng) -> str:
    """An amount of talk time."""
    return cardinal(int(rng.choice((5, 10, 30, 50, 100, 150, 200, 300, 500, 1000)))) + "分钟"


def period(rng: Rng) -> str:
    """A length of time."""
    fixed = ("半年", "一个季度", "半个月", "首月")
    return pick(rng, (quantity(rng) + "个月", quantity(rng) + "天", quantity(rng) + "年", *fixed))
