"""Every way in which the documents turn findings into points."""

from __future__ import annotations

import pytest

from autoqa.types import Status
from tests.scoring.build import bounds, one_item, scored, standard


@pytest.mark.parametrize(
    ("item", "verdict", "expected"),
    [
        ("points: 5, mode: auto, how: {by: all_or_nothing}", "pass", (5, 5)),
        ("points: 5, mode: auto, how: {by: all_or_nothing}", "fail", (0, 0)),
        ("points: 5, mode: auto, how: {by: all_or_nothing}", "unsure", (0, 5)),
        ("points: 5, mode: auto, how: {by: all_or_nothing}", "na", (5, 5)),
        ("points: 5, mode: assist, how: {by: all_or_nothing}", "fail", (0, 5)),
        ("points: 5, mode: auto, how: {by: judgement}", "fail", (0, 0)),
        ("points: 5, mode: auto, how: {by: fold, of: 10, fail: 6}", "fail", (3, 3)),
        ("points: 5, mode: assist, how: {by: fold, of: 10, fail: 6}", "fail", (0, 5)),
        ("points: 10, mode: auto, how: {by: occurrence, each: 2}", "pass", (10, 10)),
        ("points: 10, mode: auto, how: {by: occurrence, each: 2}", "fail*3", (4, 4)),
        ("points: 10, mode: auto, how: {by: occurrence, each: 2}", "fail*9", (0, 0)),
        ("points: 10, mode: auto, how: {by: occurrence, each: 2, cap: 5}", "fail*9", (5, 5)),
        ("points: 10, mode: auto, how: {by: occurrence, each: 2}", "fail*2+unsure", (4, 6)),
        ("points: 10, mode: auto, how: {by: occurrence, each: 5}", "fail*2+unsure", (0, 0)),
        ("points: 10, mode: assist, how: {by: occurrence, each: 2}", "fail*2+unsure", (0, 10)),
        ("points: 10, mode: assist, how: {by: occurrence, each: 2}", "pass", (0, 10)),
        ("points: 0, mode: auto, how: {by: occurrence, each: 20}", "fail*6", (-120, -120)),
        ("points: 0, mode: auto, how: {by: occurrence, each: 20}", "pass", (0, 0)),
        ("points: 0, mode: auto, how: {by: occurrence, each: 20, cap: 50}", "fail*6", (-50, -50)),
        ("points: 3, mode: auto, how: {by: occurrence, each: 0.1}", "fail*4", (2.6, 2.6)),
        ("mode: auto, how: {by: bonus, each: 2, cap: 3}", "pass*2", (3, 3)),
        ("mode: auto, how: {by: bonus, each: 2}", "pass", (2, 2)),
        ("mode: auto, how: {by: bonus, each: 2}", "fail", (0, 0)),
        ("mode: assist, how: {by: bonus, each: 2}", "pass", (0, 2)),
        ("mode: auto, how: {by: bonus}", "pass", (0, 0)),
        ("mode: auto, how: {by: criterion}", "fail", (0, 0)),
    ],
)
def test_one_rule(item: str, verdict: str, expected: tuple[float, float]) -> None:
    result = scored(one_item(f"{item}, rules: [a.one]"), a__one=verdict)
    assert bounds(result) == expected
    line = result.items[0]
    decided = line.status is not Status.UNSURE
    assert line.awarded == (expected[0] if decided else None)
    assert (line.low, line.high) == expected
    assert (line.cause is None) == decided


PARTS = (
    "parts: [{title: 甲, lose: 8, rules: [a.one]}, {title: 乙, lose: 6, rules: [a.two]}, "
    "{title: 丙, lose: 6, mode: manual}]"
)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("pass", "pass", (14, 20)),
        ("fail", "pass", (6, 12)),
        ("fail*5", "fail", (0, 6)),
        ("unsure", "na", (6, 20)),
    ],
)
def test_each_failed_part_costs_once(one: str, two: str, expected: tuple[float, float]) -> None:
    made = one_item(f"points: 20, mode: auto, how: {{by: part, {PARTS}}}")
    result = scored(made, a__one=one, a__two=two)
    assert bounds(result) == expected
    assert result.items[0].status is Status.UNSURE


def test_what_is_still_open_does_not_matter_when_nothing_is_left_to_lose() -> None:
    made = one_item(
        "points: 10, mode: auto, how: {by: part, each: 10, parts: "
        "[{title: 甲, rules: [a.one]}, {title: 乙, mode: manual}]}"
    )
    item = scored(made, a__one="fail").items[0]
    assert (item.status, item.awarded) == (Status.FAIL, 0)


LEVELS = (
    "levels: [{award: 8, failed: 0}, {lose: 1, failed: 0}, {lose: 2, failed: 1}, {lose: 6, failed: 2}, "
    "{lose: 8, failed: [3, 9]}]"
)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("pass", "pass", "pass"), (7, 8)),
        (("fail", "pass", "pass"), (6, 6)),
        (("fail", "fail*4", "na"), (2, 2)),
        (("fail", "fail", "fail"), (0, 0)),
        (("fail", "unsure", "pass"), (2, 6)),
        (("unsure", "unsure", "unsure"), (0, 8)),
    ],
)
def test_levels_by_the_number_of_failed_parts(
    verdicts: tuple[str, str, str], expected: tuple[float, float]
) -> None:
    parts = ", ".join(f"{{title: 部分, rules: [a.{name}]}}" for name in ("one", "two", "three"))
    made = one_item(f"points: 8, mode: auto, how: {{by: level, {LEVELS}, parts: [{parts}]}}")
    result = scored(made, a__one=verdicts[0], a__two=verdicts[1], a__three=verdicts[2])
    assert bounds(result) == expected


def test_a_level_without_a_printed_number_may_be_worth_anything() -> None:
    made = one_item(
        "points: 5, mode: auto, rules: [a.one], "
        "how: {by: level, levels: [{title: 满分, award: 5, failed: 0}, {title: 最低分, failed: 1}]}"
    )
    assert bounds(scored(made, a__one="pass")) == (5, 5)
    assert bounds(scored(made, a__one="fail")) == (0, 5)
    assert scored(made, a__one="fail").items[0].status is Status.UNSURE


def test_what_lies_outside_the_recording_waits_for_a_report() -> None:
    item = "points: 0, mode: manual, reported: true, how: {by: occurrence, each: 100}"
    line = scored(one_item(item)).items[0]
    assert (line.status, line.awarded, line.reason) == (Status.NA, 0, "录音以外的事实，有登记时再计")
    assert bounds(scored(one_item(item.replace("reported: true, ", "")))) == (-100, 0)


@pytest.mark.parametrize(
    ("mode", "verdict", "expected"),
    [
        ("auto", "pass", (7, 8)),
        ("auto", "fail*2", (2, 2)),
        ("auto", "fail*20", (0, 8)),
        ("assist", "fail", (0, 8)),
    ],
)
def test_levels_by_the_number_of_findings(mode: str, verdict: str, expected: tuple[float, float]) -> None:
    made = one_item(f"points: 8, mode: {mode}, how: {{by: level, {LEVELS}}}, rules: [a.one]")
    assert bounds(scored(made, a__one=verdict)) == expected


OVERLAYS = """
sections:
  - id: "3"
    title: 服务用语
    items:
      - {id: "3.1", title: 甲, points: 3, mode: auto, how: {by: all_or_nothing}, rules: [a.one]}
      - {id: "3.2", title: 乙, points: 2, mode: auto, how: {by: all_or_nothing}, rules: [a.two]}
      - {id: "3.6", title: 禁语, points: 0, mode: auto, how: $OFF, rules: [a.six]}
      - {id: "3.7", title: 随意, points: 0, mode: auto, how: $OFF, rules: [a.seven]}
""".replace("$OFF", "{by: overlay, each: 2, on: ['3.1', '3.2']}")


@pytest.mark.parametrize(
    ("one", "two", "six", "seven", "expected"),
    [
        ("pass", "pass", "pass", "pass", (5, 5)),
        ("pass", "pass", "fail*3", "pass", (3, 3)),
        ("pass", "pass", "fail", "fail", (1, 1)),
        ("fail", "pass", "fail", "fail", (0, 0)),
        ("pass", "unsure", "fail", "pass", (1, 3)),
        ("unsure", "fail", "fail", "pass", (0, 1)),
        ("pass", "pass", "unsure", "fail", (1, 3)),
    ],
)
def test_overlays_take_off_a_sum_and_not_below_nothing(
    one: str, two: str, six: str, seven: str, expected: tuple[float, float]
) -> None:
    result = scored(standard(OVERLAYS), a__one=one, a__two=two, a__six=six, a__seven=seven)
    assert bounds(result) == expected


@pytest.mark.parametrize(
    ("deciding", "disproving", "status"),
    [
        ("pass", "fail", Status.FAIL),
        ("pass", "unsure", Status.PASS),
        ("pass", "pass", Status.PASS),
        ("na", "na", Status.NA),
        ("unsure", "pass", Status.UNSURE),
    ],
)
def test_a_rule_that_can_only_disprove(deciding: str, disproving: str, status: Status) -> None:
    rules = "rules: [a.one, {rule: a.two, only: fail}]"
    made = one_item(f"points: 5, mode: auto, how: {{by: all_or_nothing}}, {rules}")
    assert scored(made, a__one=deciding, a__two=disproving).items[0].status is status
    alone = one_item("points: 5, mode: auto, how: {by: all_or_nothing}, rules: [{rule: a.two, only: fail}]")
    lonely = scored(alone, a__two=disproving).items[0].status
    assert lonely is (Status.FAIL if disproving == "fail" else Status.UNSURE)


def test_a_rule_without_a_say_decides_nothing() -> None:
    made = one_item("points: 5, mode: auto, how: {by: all_or_nothing}, rules: [a.one, a.two]")
    missing = scored(made, a__one="pass").items[0]
    assert (missing.status, missing.awarded, missing.reason) == (Status.UNSURE, None, "规则未启用：a.two")
    assert scored(made, a__one="fail").items[0].awarded == 0
