"""Fillings of the grammar's slots. Lists of names lie in `names/`, numbers come from `numbers.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models.recipe.text import numbers
from models.recipe.text.numbers import Rng, digits, pick

_FOLDER = Path(__file__).parent / "names"
NAMES = {path.stem: path.read_text("utf-8").split() for path in sorted(_FOLDER.glob("*.txt"))}
_TITLES = ("先生", "女士", "先生", "女士", "小姐", "老师", "总", "经理", "阿姨", "大哥", "大姐")
_RHYTHMS = ("每月", "每个月", "一个月", "每年", "一年", "每天", "每次", "")
_LETTERS = "ABCDEFGHKMNPQTXY"


def _name(kind: str) -> Callable[[Rng], str]:
    return lambda rng: pick(rng, NAMES[kind])


def person(rng: Rng) -> str:
    """A full name of two or three characters."""
    given = (pick(rng, NAMES["given"]) for _ in range(int(rng.integers(1, 3))))
    return pick(rng, NAMES["surnames"]) + "".join(given)


def company(rng: Rng) -> str:
    """A company, sometimes with its city before and its department after the name."""
    city = pick(rng, NAMES["cities"]) if rng.random() < 0.5 else ""
    return city + pick(rng, NAMES["brands"]) + (pick(rng, NAMES["kinds"]) if rng.random() < 0.6 else "")


def short_number(rng: Rng) -> str:
    """A service number of four to seven digits."""
    return pick(rng, NAMES["hotlines"]) if rng.random() < 0.6 else digits(rng, int(rng.integers(4, 8)))


SLOTS: dict[str, Callable[[Rng], str]] = {
    "surname": _name("surnames"),
    "title": lambda rng: pick(rng, _TITLES),
    "person": person,
    "company": company,
    "brand": _name("brands"),
    "city": _name("cities"),
    "service": _name("services"),
    "finance": _name("finance"),
    "product": lambda rng: pick(rng, NAMES["services"] + NAMES["finance"]),
    "job": numbers.job_number,
    "phone": numbers.phone,
    "short": short_number,
    "code": lambda rng: digits(rng, int(rng.integers(4, 7))),
    "last4": lambda rng: digits(rng, 4),
    "money": numbers.money,
    "fee": lambda rng: pick(rng, _RHYTHMS) + numbers.money(rng),
    "percent": numbers.percent,
    "date": numbers.date,
    "clock": numbers.clock,
    "day": _name("days"),
    "n": numbers.quantity,
    "period": numbers.period,
    "volume": numbers.data_volume,
    "minutes": numbers.minutes,
    "letters": lambda rng: "".join(pick(rng, _LETTERS) for _ in range(int(rng.integers(1, 4)))),
}
