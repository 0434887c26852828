from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autoqa.ruleset import judge
from autoqa.types import Status
from tests.ruleset.build import call
from tests.ruleset.sca.build import condition, imported, info, operator

PRICE = operator("HIT_ANY_KEYWORDS", keywords=["多少钱"])
YUAN = operator("HIT_ANY_KEYWORDS", keywords=["元"])


def status(folder: Path, data: dict[str, Any], *dialogue: str) -> Status:
    return judge(imported(folder, data), call(*dialogue))[0].status


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ({"from": 1, "to": 1}, Status.PASS),
        ({"from": 1, "to": 2}, Status.FAIL),
        ({"from": 2, "to": 2}, Status.FAIL),
        ({"from": 3, "to": 3}, Status.PASS),
        ({"from": -1, "to": -1}, Status.PASS),
        ({"from": -2, "to": -1}, Status.FAIL),
        ({"from": 1, "to": -1}, Status.FAIL),
    ],
)
def test_sentences_of_the_role(span: dict[str, int], expected: Status, tmp_path: Path) -> None:
    data = info(condition("a", YUAN, span=span))
    assert status(tmp_path, data, "A: 您好", "C: 嗯", "A: 每月五元", "C: 好", "A: 再见") is expected


@pytest.mark.parametrize(
    ("location", "span", "expected"),
    [
        ("AFTER", {"from": 1, "to": 1}, Status.PASS),
        ("AFTER", {"from": 1, "to": 2}, Status.FAIL),
        ("AFTER", None, Status.FAIL),
        ("BEFORE", None, Status.PASS),
        ("BEFORE", {"from": -3, "to": -1}, Status.PASS),
        ("BEFORE", {"from": 1, "to": 2}, Status.PASS),
        ("AROUND", {"from": -1, "to": 1}, Status.PASS),
        ("AROUND", {"from": -1, "to": 2}, Status.FAIL),
        ("CURRENT", None, Status.PASS),
    ],
)
def test_sentences_next_to_an_anchor(
    location: str, span: dict[str, int] | None, expected: Status, tmp_path: Path
) -> None:
    data = info(
        condition("a", PRICE, role="客户"),
        condition("b", YUAN, anchor={"cid": "a", "location": location, "hit_time": 1}, span=span),
        joined="b",
    )
    talk = ("A: 给您介绍业务", "C: 多少钱", "A: 您先听我说", "C: 好", "A: 每月五元")
    assert status(tmp_path, data, *talk) is expected


def test_the_sentence_of_the_anchor_itself(tmp_path: Path) -> None:
    data = info(
        condition("a", PRICE, role="所有"),
        condition("b", YUAN, role="所有", anchor={"cid": "a", "location": "CURRENT", "hit_time": -1}),
        joined="a&&b",
    )
    assert status(tmp_path, data, "C: 多少钱，是五元吗") is Status.FAIL


@pytest.mark.parametrize(
    ("hit_time", "expected"), [(1, Status.PASS), (2, Status.FAIL), (0, Status.PASS), (-1, Status.FAIL)]
)
def test_which_hit_of_the_anchor(hit_time: int, expected: Status, tmp_path: Path) -> None:
    anchor = {"cid": "a", "location": "AFTER", "hit_time": hit_time}
    data = info(
        condition("a", PRICE, role="客户"),
        condition("b", YUAN, anchor=anchor, span={"from": 1, "to": 1}),
        joined="b",
    )
    talk = ("C: 多少钱", "A: 您先听我说", "C: 到底多少钱", "A: 每月五元")
    assert status(tmp_path, data, *talk) is expected


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ("a&&b", Status.PASS),
        ("a||b", Status.FAIL),
        ("a&&!b", Status.FAIL),
        ("!(a&&b)", Status.FAIL),
        ("b||(!b&&a)", Status.FAIL),
    ],
)
def test_lambdas(joined: str, expected: Status, tmp_path: Path) -> None:
    data = info(condition("a", YUAN), condition("b", PRICE), joined=joined)
    assert status(tmp_path, data, "A: 每月五元") is expected


def test_operators_of_one_condition(tmp_path: Path) -> None:
    both = condition(
        "3",
        operator("HIT_ANY_KEYWORDS", oid="11", keywords=["五元"]),
        operator("HIT_ANY_KEYWORDS", oid="12", keywords=["八元"]),
        joined="11||12",
    )
    rule = imported(tmp_path, info(both, joined="3"))
    assert set(rule.conditions) == {"c3_o11", "c3_o12"}
    assert judge(rule, call("A: 每月八元"))[0].status is Status.FAIL
