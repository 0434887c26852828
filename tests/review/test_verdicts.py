"""From a flag to a signed scorecard: both verdicts side by side, reasons where points move, appeals."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from autoqa.store import Store
from autoqa.store.tables import AppealRow, AuditRow, ReviewRow, ReviewState, VerdictRow
from autoqa.types import Status
from tests.review.making import Inside, key_of, log_in, number_of

RULE = "consent.explicit"


@pytest.fixture
def call(store: Store, app: Starlette) -> int:
    return number_of(store, "04-vague-consent")


@pytest.fixture
def ann(app: Starlette) -> Inside:
    return log_in(app, "ann")


def _review(store: Store, call: int) -> ReviewRow:
    with store.read() as session:
        row = session.get(ReviewRow, call)
        assert row is not None
        return row


def _sign(inside: Inside, call: int) -> None:
    assert inside.get(f"/calls/{call}").status_code == 200
    told = inside.post(f"/calls/{call}/accept-rest").json()
    assert told["open"] == 0
    assert inside.post(f"/calls/{call}/sign").headers["location"] == f"/calls/{call}?notice=signed"


def test_a_confirmed_flag_needs_no_reason_and_stands_beside_the_machine(
    store: Store, ann: Inside, call: int
) -> None:
    ann.get(f"/calls/{call}")
    answer = ann.judge(call, key_of(store, call, RULE), "fail", seconds="1.2")
    assert answer.status_code == 200
    assert "违规成立" in answer.json()["parts"]
    with store.read() as session:
        verdict = session.scalars(sa.select(VerdictRow)).one()
    assert (verdict.rule, verdict.machine_status, verdict.status) == (RULE, Status.FAIL, Status.FAIL)
    assert verdict.seconds == 1.2


def test_rejecting_a_flag_that_costs_points_asks_why(store: Store, ann: Inside, call: int) -> None:
    ann.get(f"/calls/{call}")
    key = key_of(store, call, RULE)
    refused = ann.judge(call, key, "pass")
    assert (refused.status_code, refused.json()["field"]) == (422, "reason")
    with store.read() as session:
        assert session.scalars(sa.select(VerdictRow)).all() == []
    assert ann.judge(call, key, "pass", reason="客户说了好的").status_code == 200
    page = ann.get(f"/calls/{call}").text
    assert "客户说了好的" in page
    assert "机器" in page


def test_the_total_follows_the_verdicts(store: Store, ann: Inside, call: int) -> None:
    ann.get(f"/calls/{call}")
    before = ann.get(f"/calls/{call}").text
    ann.judge(call, key_of(store, call, RULE), "pass", reason="听到了好的")
    after = ann.get(f"/calls/{call}").text
    assert "27–75" in before.split('class="figure human"')[1][:200]
    assert "27–75" in after.split('class="figure machine"')[1][:200]
    assert "27–75" not in after.split('class="figure human"')[1][:200]


def test_items_take_points_within_their_bounds(ann: Inside, call: int) -> None:
    ann.get(f"/calls/{call}")
    refused = ann.judge(call, "3.1.1", "fail", points="7")
    assert (refused.status_code, refused.json()["field"]) == (422, "points")
    assert ann.judge(call, "3.1.1", "fail", points="0.5").status_code == 200
    assert ann.judge(call, "nothing", "fail").status_code == 422
    assert ann.judge(call, "3.1.1", "fail", points="nan").status_code == 422


def test_a_verdict_can_be_taken_back_and_stays_in_the_table(store: Store, ann: Inside, call: int) -> None:
    ann.get(f"/calls/{call}")
    key = key_of(store, call, RULE)
    ann.judge(call, key, "fail")
    ann.judge(call, key, "unsure")
    ann.judge(call, key, "")
    with store.read() as session:
        rows = session.scalars(sa.select(VerdictRow).order_by(VerdictRow.id)).all()
    assert [(row.status, row.current) for row in rows] == [(Status.FAIL, False), (Status.UNSURE, False)]


def test_what_is_open_cannot_be_signed(store: Store, ann: Inside, call: int) -> None:
    ann.get(f"/calls/{call}")
    answer = ann.post(f"/calls/{call}/sign")
    assert answer.status_code == 422
    assert "待定" in answer.json()["error"]
    assert _review(store, call).state is ReviewState.IN_REVIEW


def test_signing_fixes_score_grade_and_fatal(store: Store, ann: Inside, call: int) -> None:
    _sign(ann, call)
    review = _review(store, call)
    assert review.state is ReviewState.SIGNED
    assert review.final_score == 75
    assert review.final_fatal is False
    assert review.final_items is not None
    assert {"id": "3.1.3", "awarded": 2, "max": 2, "status": "pass"} in review.final_items["items"]
    assert ann.judge(call, key_of(store, call, RULE), "unsure").status_code == 422


def test_a_flag_against_an_item_keeps_it_from_being_passed_with_the_rest(
    store: Store, ann: Inside, app: Starlette
) -> None:
    call = number_of(store, "20-forbidden-tone")
    ann.get(f"/calls/{call}")
    told = ann.post(f"/calls/{call}/accept-rest").json()
    assert told["open"] > 0
    assert ann.post(f"/calls/{call}/sign").status_code == 422


def test_an_appeal_is_answered_by_a_second_person_and_is_final(
    store: Store, app: Starlette, ann: Inside, call: int
) -> None:
    agent, bob = log_in(app, "agent"), log_in(app, "bob")
    assert agent.get(f"/calls/{call}").status_code == 403
    _sign(ann, call)
    assert agent.get(f"/calls/{call}").status_code == 200
    assert agent.post(f"/calls/{call}/appeal", item="3.4.1", reason="").status_code == 422
    assert agent.post(f"/calls/{call}/appeal", item="3.4.1", reason="客户说了好").status_code == 303
    assert agent.post(f"/calls/{call}/appeal", item="", reason="再申诉").status_code == 422
    mine = ann.post(f"/calls/{call}/answer", upheld="0", answer="维持")
    assert mine.status_code == 422
    assert bob.judge(call, key_of(store, call, RULE), "pass", reason="听到了好").status_code == 200
    assert bob.post(f"/calls/{call}/answer", upheld="1", answer="申诉成立").status_code == 303
    review = _review(store, call)
    assert review.state is ReviewState.SETTLED
    assert review.final_score is not None
    assert review.final_score > 75
    assert agent.post(f"/calls/{call}/appeal", item="", reason="再申诉").status_code == 422
    with store.read() as session:
        appeal = session.scalars(sa.select(AppealRow)).one()
    assert (appeal.item, appeal.upheld) == ("3.4.1", True)


def test_a_refused_appeal_keeps_the_score(store: Store, app: Starlette, ann: Inside, call: int) -> None:
    agent, bob = log_in(app, "agent"), log_in(app, "bob")
    _sign(ann, call)
    agent.post(f"/calls/{call}/appeal", item="", reason="不公平")
    bob.judge(call, key_of(store, call, RULE), "pass", reason="先看看")
    bob.post(f"/calls/{call}/answer", upheld="0", answer="维持原判")
    assert _review(store, call).final_score == 75


def _held_until(page: str) -> str:
    found = re.search(r'data-until="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_two_inspectors_cannot_judge_the_same_call(
    store: Store, app: Starlette, ann: Inside, call: int
) -> None:
    bob = log_in(app, "bob")
    first, second = (_held_until(ann.get(f"/calls/{call}").text) for _ in range(2))
    page = bob.get(f"/calls/{call}").text
    assert "安宁 正在复核" in page
    assert _held_until(page) == ""
    refused = bob.judge(call, key_of(store, call, RULE), "fail")
    assert (refused.status_code, "安宁" in refused.json()["error"]) == (422, True)
    assert bob.get("/queue/next").headers["location"] != f"/calls/{call}"
    # A reload: the page that goes away reports after the one that came in its place took the call.
    assert ann.post(f"/calls/{call}/release", until=first).status_code == 204
    assert "安宁 正在复核" in bob.get(f"/calls/{call}").text
    assert ann.post(f"/calls/{call}/release", until="soon").status_code == 422
    ann.post(f"/calls/{call}/release", until=second)
    bob.get(f"/calls/{call}")
    assert bob.judge(call, key_of(store, call, RULE), "fail").status_code == 200


def test_every_view_and_change_is_in_the_log(store: Store, ann: Inside, call: int) -> None:
    _sign(ann, call)
    with store.read() as session:
        rows = session.scalars(sa.select(AuditRow).where(AuditRow.subject == f"call:{call}")).all()
    assert {row.action for row in rows} >= {"view", "open", "judge", "sign"}
    assert {row.actor for row in rows} == {"ann"}


def test_a_missed_violation_can_be_marked_on_what_the_machine_passed(
    store: Store, ann: Inside, call: int
) -> None:
    ann.get(f"/calls/{call}")
    key = key_of(store, call, "opening.identity")
    answer = ann.judge(call, key, "fail", reason="工号听不清", start="3.5", end="4.0")
    assert answer.status_code == 200
    with store.read() as session:
        verdict = session.scalars(sa.select(VerdictRow)).one()
    assert (verdict.machine_status, verdict.status, verdict.start) == (Status.PASS, Status.FAIL, 3.5)
