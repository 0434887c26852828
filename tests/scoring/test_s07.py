"""呼叫中心质检评分标准（电话销售）, worked by hand from the document: 30 + 30 + 30 + 10, and severe errors
that take 20, 20, 30, 50, 100 and 100 off each time, so that a total may be negative."""

from __future__ import annotations

from autoqa.scoring import score
from tests.scoring.build import bounds, findings, shipped

SEVERE = {"5.1": 20, "5.2": 20, "5.3": 30, "5.4": 50, "5.5": 100, "5.6": 100}


def test_the_weights_are_those_of_the_document() -> None:
    standard = shipped("dianhua-xiaoshou")
    sums = [sum(item.points or 0 for item in section.items) for section in standard.file.sections]
    assert sums == [30, 30, 30, 10, 0]
    severe = {item.id: getattr(item.how, "each", None) for _, item in standard.items if item.points == 0}
    assert severe == SEVERE


def test_a_call_with_both_lines_and_nothing_severe_found() -> None:
    result = score(
        shipped("dianhua-xiaoshou"),
        findings(opening__greeting="pass", closing__thanks="pass", banned__promise="pass"),
    )
    # rules decide 开头语、结束语 5; the other 95 are for a person
    assert (result.score.decided, result.score.awarded, result.score.pending) == (5, 5, 95)
    # at worst a person finds 隐瞒/乱承诺 (20), 打断/主动挂断 (20) and 争吵 (100) once each: 5 - 140 = -135;
    # what lies outside the recording (30, 50, 100) waits until it is reported
    assert bounds(result) == (-135, 100)


def test_no_closing_line() -> None:
    result = score(shipped("dianhua-xiaoshou"), findings(opening__greeting="pass", closing__thanks="fail"))
    assert next(item.awarded for item in result.items if item.id == "4.1") == 0
    assert result.score.highest == 95
