from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autoqa.checks import KINDS
from autoqa.checks.base import CallView, Scope
from autoqa.errors import RuleError
from autoqa.ruleset import Rule, judge, judge_all
from autoqa.ruleset.schema import Common
from autoqa.types import Cause, Finding, Role, Status
from tests.ruleset.build import call, rule, ruleset

FEE = """
severity: minor
params: {limit: 20}
conditions:
  sold: {kind: metadata, field: outcome, is: [sold]}
  fee:
    {kind: phrases, mode: exact, role: agent, label: 资费, any: [每月五元], window: {until: connect + $limit}}
  hotline: {kind: phrases, mode: exact, role: agent, label: 咨询电话, any: [咨询电话]}
only_if: sold
require: {all: [fee, hotline]}
reasons: {fail: "{limit} 秒内没有说{missing}", pass: "说了：{quote}"}
"""


@pytest.fixture
def fee(tmp_path: Path) -> Rule:
    return rule(tmp_path, FEE)


def one(rule: Rule, view: CallView, **params: Any) -> Finding:
    findings = judge(rule, view, params)
    assert len(findings) == 1
    return findings[0]


SOLD = {"outcome": "sold"}


def test_what_is_required_and_there(fee: Rule) -> None:
    view = call("1 A: 功能费每月五元咨询电话是一零零一零", "C: 好的", call=SOLD)
    finding = one(fee, view)
    assert (finding.status, finding.reason) == (Status.PASS, "说了：每月五元 … 咨询电话")
    assert (finding.start, finding.end) == (1.75, 3.75)
    assert finding.role is Role.AGENT
    assert [hit["condition"] for hit in finding.evidence["hits"]] == ["fee", "hotline"]


def test_what_is_missing_is_flagged_where_it_should_have_been(fee: Rule) -> None:
    view = call("1 A: 咨询电话是一零零一零", "25 A: 功能费每月五元", "C: 好的", call=SOLD)
    finding = one(fee, view)
    assert (finding.status, finding.reason) == (Status.FAIL, "20 秒内没有说资费")
    assert (finding.start, finding.end) == (0.0, 20.0)
    assert finding.quote == ""


def test_a_parameter_can_be_set_for_one_judgement(fee: Rule) -> None:
    view = call("1 A: 咨询电话是一零零一零", "25 A: 功能费每月五元", "C: 好的", call=SOLD)
    assert one(fee, view, limit=30).status is Status.PASS
    assert one(fee, view, limit="30.5").status is Status.PASS
    with pytest.raises(RuleError, match='no parameter "limt"'):
        judge(fee, view, {"limt": 30})
    with pytest.raises(RuleError, match="is not of the form"):
        judge(fee, view, {"limit": "soon"})


def test_not_concerned_and_not_known_whether(fee: Rule) -> None:
    talk = "1 A: 您好"
    refused = one(fee, call(talk, call={"outcome": "refused"}))
    assert (refused.status, refused.start) == (Status.NA, None)
    unknown = one(fee, call(talk))
    assert (unknown.status, unknown.cause) == (Status.UNSURE, Cause.NO_METADATA)


def test_missing_evidence_is_neither_pass_nor_fail(fee: Rule) -> None:
    for options, cause in (
        ({"words": False}, Cause.MODEL_UNFIT),
        ({"confidence": 0.2}, Cause.LOW_CONFIDENCE),
        ({"roles_confidence": 0.5}, Cause.NO_ROLES),
        ({"audio": {"truncated": True}}, Cause.INCOMPLETE),
    ):
        finding = one(fee, call("1 A: 您好", "C: 喂", call=SOLD, **options))
        assert (finding.status, finding.cause) == (Status.UNSURE, cause), options


def test_a_cut_recording_still_proves_what_was_said(fee: Rule) -> None:
    view = call("1 A: 每月五元咨询电话一零零一零", call=SOLD, audio={"truncated": True})
    assert one(fee, view).status is Status.PASS


def test_below_its_confidence_a_verdict_goes_to_a_person(tmp_path: Path) -> None:
    strict = rule(tmp_path, FEE + "min_confidence: 0.99\n")
    finding = one(strict, call("1 A: 您好", "C: 喂", call=SOLD))
    assert (finding.status, finding.cause) == (Status.UNSURE, Cause.LOW_CONFIDENCE)
    assert finding.confidence is not None
    assert finding.confidence < 0.99


PROMISE = """
conditions:
  promise: {kind: phrases, mode: exact, role: agent, any: [保证赚钱, 绝对赚钱]}
  sure: {kind: phrases, mode: exact, role: agent, any: [赚钱没问题]}
forbid: {any: [promise, sure]}
reasons: {fail: "不实承诺“{quote}”"}
"""


def test_each_place_where_the_forbidden_is_said_is_one_finding(tmp_path: Path) -> None:
    promise = rule(tmp_path, PROMISE)
    view = call("1 A: 这个保证赚钱没问题", "C: 真的吗", "10 A: 绝对赚钱", "C: 保证赚钱吗")
    findings = judge(promise, view)
    assert [finding.id for finding in findings] == ["f1", "f2"]
    assert [finding.status for finding in findings] == [Status.FAIL, Status.FAIL]
    assert [(finding.start, finding.end) for finding in findings] == [(1.5, 3.25), (10.0, 11.0)]
    assert findings[1].reason == "不实承诺“绝对赚钱”"


def test_nothing_forbidden_said(tmp_path: Path) -> None:
    finding = one(rule(tmp_path, PROMISE), call("1 A: 不能承诺收益", "C: 保证赚钱吗"))
    assert finding.status is Status.PASS


def test_who_spoke_bounds_how_sure_a_finding_is(tmp_path: Path) -> None:
    promise = rule(tmp_path, PROMISE)
    finding = one(promise, call("1 A: 绝对赚钱", roles_confidence=0.7))
    assert (finding.status, finding.confidence) == (Status.FAIL, 0.7)


def test_flag_names_what_is_shown(tmp_path: Path) -> None:
    forced = rule(
        tmp_path,
        """
        conditions:
          refusal: {kind: phrases, mode: exact, role: customer, any: [不需要]}
          order: {kind: phrases, mode: exact, role: agent, any: [给您开通], window: {from: refusal}}
        forbid: {all: [refusal, order]}
        flag: [order]
        """,
    )
    finding = one(forced, call("1 A: 您看需要吗", "C: 不需要", "A: 那我给您开通了"))
    assert finding.status is Status.FAIL
    assert finding.quote == "给您开通"


def test_a_window_behind_what_is_not_there_is_empty(tmp_path: Path) -> None:
    after = rule(
        tmp_path,
        """
        conditions:
          ask: {kind: phrases, mode: exact, role: agent, any: [可以吗]}
          answer:
            {kind: phrases, mode: exact, role: customer, any: [可以], window: {from: ask, until: ask + 10}}
        require: answer
        """,
    )
    finding = one(after, call("1 A: 您好", "C: 可以"))
    assert finding.status is Status.FAIL
    assert (finding.start, finding.end) == (0.0, 2.9)


@pytest.mark.parametrize(
    ("count", "times", "status"),
    [
        ("{min: 2}", 1, Status.FAIL),
        ("{min: 2}", 2, Status.PASS),
        ("{max: 2}", 2, Status.PASS),
        ("{max: 2}", 3, Status.FAIL),
        ("{min: 0, max: 1}", 0, Status.PASS),
        ("{min: 0, max: 1}", 2, Status.FAIL),
    ],
)
def test_counts(tmp_path: Path, count: str, times: int, status: Status) -> None:
    counted = rule(
        tmp_path,
        f"""
        conditions:
          polite: {{kind: phrases, mode: exact, role: agent, any: [请问], count: {count}}}
        require: polite
        """,
    )
    lines = [f"{index * 5 + 1} A: 请问您方便吗" for index in range(times)]
    assert one(counted, call(*lines, "30 A: 再见")).status is status


def test_only_active_and_trial_rules_run(tmp_path: Path) -> None:
    body = "title: 规则\ndescription: 说明\nconditions:\n  hi: {kind: phrases, any: [您好]}\nrequire: hi\n"
    rules = ruleset(
        tmp_path,
        {
            f"{status}.yaml": f"id: test.{status}\nstatus: {status}\n{body}"
            for status in ("draft", "trial", "active", "retired")
        },
    )
    findings = judge_all(rules, call("1 A: 您好"))
    assert [(one.id, one.rule, one.trial) for one in findings] == [
        ("f1", "test.active", False),
        ("f2", "test.trial", True),
    ]
    assert [one.rule for one in judge_all(rules, call("1 A: 您好"), ids=["test.trial"])] == ["test.trial"]


def test_judging_twice_gives_the_same(fee: Rule) -> None:
    view = call("1 A: 咨询电话是一零零一零", "25 A: 功能费每月五元", "C: 好的", call=SOLD)
    assert judge(fee, view) == judge(fee, view)


def test_a_check_that_breaks_names_rule_and_condition(fee: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, view: CallView, scope: Scope) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(type(fee.conditions["fee"].check), "evaluate", broken)
    with pytest.raises(RuleError, match=r'test\.rule: condition "fee" broke on this call: ZeroDivisionError'):
        judge(fee, call("1 A: 您好", call=SOLD))


def test_no_kind_takes_a_common_key_for_itself() -> None:
    taken = {kind.__name__: set(kind.model_fields) & set(Common.model_fields) for kind in KINDS}
    assert not any(taken.values()), taken


EACH = """
conditions:
  price: {kind: phrases, role: customer, any: [多少钱]}
  told:
    {kind: entities, role: agent, of: [amount], window: {around: price, nth: each, turns: [1, 1]}}
only_if: price
require: told
"""


def test_something_must_follow_each_time(tmp_path: Path) -> None:
    answered = rule(tmp_path, EACH)
    twice = call("C: 多少钱", "A: 每月五元", "C: 那个多少钱", "A: 每月八元")
    assert one(answered, twice).status is Status.PASS
    once = call("C: 多少钱", "A: 每月五元", "10 C: 那个多少钱", "12-14 A: 您先听我说完")
    finding = one(answered, once)
    assert (finding.status, finding.start, finding.end) == (Status.FAIL, 12.0, 14.0)
