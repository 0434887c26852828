"""Around the work: labels out, statistics, calibration, supplements, assignment, users, sound."""

from __future__ import annotations

import csv
import io
import wave
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from autoqa.review.app import refresh_queue
from autoqa.review.triage import Band
from autoqa.store import Store, add_scorecard, current_scorecard, latest_transcript
from autoqa.store.tables import (
    AssignmentRuleRow,
    CalibrationRow,
    CallRow,
    LocationRow,
    ReviewRow,
    SampleCallRow,
    SupplementRow,
    UserRow,
    VerdictRow,
)
from autoqa.tune.labels import read_labels
from autoqa.types import Scorecard, Status
from tests.review.making import PASSWORD, Inside, key_of, log_in, number_of

VAGUE, CLEAN, FORCED = "04-vague-consent", "01-clean-stereo", "08-forced-after-refusal"


@pytest.fixture
def ann(app: Starlette) -> Inside:
    return log_in(app, "ann")


def _user(store: Store, login: str) -> int:
    with store.read() as session:
        return session.scalars(sa.select(UserRow.id).where(UserRow.login == login)).one()


def _sign(inside: Inside, call: int) -> None:
    inside.get(f"/calls/{call}")
    inside.post(f"/calls/{call}/accept-rest")
    assert inside.post(f"/calls/{call}/sign").status_code == 303


def test_the_customer_s_name_is_shown_to_who_may_see_it(store: Store, app: Starlette, ann: Inside) -> None:
    call = number_of(store, VAGUE)
    assert "孙先生" in log_in(app, "max").get(f"/calls/{call}").text
    shown = ann.get(f"/calls/{call}").text
    assert "*先生" in shown
    assert "孙先生" not in shown


def test_a_lead_takes_out_labels_of_the_own_team_alone(store: Store, app: Starlette, ann: Inside) -> None:
    for name in (VAGUE, FORCED):
        call = number_of(store, name)
        ann.get(f"/calls/{call}")
        ann.judge(call, key_of(store, call, "consent.explicit"), "unsure")
    taken = [log_in(app, login).get("/exports/labels.csv").text for login in ("lee", "max")]
    assert [VAGUE in text for text in taken] == [True, True]
    assert [FORCED in text for text in taken] == [False, True]


def test_labels_come_out_as_the_contract_says_and_read_back(
    store: Store, app: Starlette, ann: Inside, tmp_path: Path
) -> None:
    call = number_of(store, VAGUE)
    ann.get(f"/calls/{call}")
    ann.judge(call, key_of(store, call, "consent.explicit"), "pass", reason="=1+1 电话13800138000")
    ann.judge(call, "3.1.1", "fail", points="0.5")
    answer = log_in(app, "lee").get("/exports/labels.csv")
    assert (
        answer.text.splitlines()[0].lstrip("\ufeff") == "call_id,rule,status,start,end,labeller,note,points"
    )
    path = tmp_path / "labels.csv"
    path.write_bytes(answer.content)
    read = read_labels(path)
    assert read.problems == ()
    assert [(one.rule, one.status, one.labeller, one.points) for one in read.labels] == [
        ("consent.explicit", Status.PASS, "ann", None),
        ("3.1.1", Status.FAIL, "ann", 0.5),
    ]
    assert read.labels[0].note == "'=1+1 电话138******00"
    whole = log_in(app, "max").get("/exports/labels.csv").text
    assert next(csv.DictReader(io.StringIO(whole.lstrip("\ufeff"))))["note"] == "'=1+1 电话13800138000"
    assert len(log_in(app, "max").get("/exports/labels.csv?until=2020-01-01").text.splitlines()) == 1


def test_a_signature_on_a_sampled_call_labels_what_the_machine_passed(store: Store, ann: Inside) -> None:
    call = number_of(store, CLEAN)
    _sign(ann, call)
    with store.read() as session:
        rows = session.scalars(sa.select(VerdictRow).where(VerdictRow.fingerprint.is_not(None))).all()
    assert {row.machine_status for row in rows} >= {Status.PASS}
    assert all(row.status is row.machine_status for row in rows)


def test_statistics_count_how_often_the_machine_was_right(store: Store, app: Starlette, ann: Inside) -> None:
    call = number_of(store, VAGUE)
    ann.get(f"/calls/{call}")
    ann.judge(call, key_of(store, call, "consent.explicit"), "fail", seconds="2")
    ann.judge(call, key_of(store, call, "consent.reconfirmed"), "pass", reason="误报", seconds="4")
    page = ann.get("/statistics").text
    assert "3.0 秒" in page
    assert "50%" in page


def test_calibration_is_blind_and_shows_agreement_when_done(
    store: Store, app: Starlette, ann: Inside
) -> None:
    boss, bob = log_in(app, "max"), log_in(app, "bob")
    call = number_of(store, VAGUE)
    users = {f"user-{_user(store, login)}": 1 for login in ("ann", "bob")}
    assert boss.post("/calibrations", title="", calls=VAGUE, **users).status_code == 422
    at = boss.post("/calibrations", title="十一月", calls=f"{VAGUE}, nothing", **users).headers["location"]
    number = at.rpartition("/")[2]
    key, other = key_of(store, call, "consent.explicit"), key_of(store, call, "consent.reconfirmed")
    for inside, verdict in ((ann, "pass"), (bob, "fail")):
        page = inside.get(f"/calls/{call}?round={number}").text
        assert "不违规</b>" not in page
        assert inside.judge(call, key, verdict, round=number).status_code == 200
        assert inside.judge(call, other, "fail", round=number).status_code == 200
        assert inside.post(f"/calls/{call}/finish", round=number).headers["location"] == at
    shown = ann.get(at).text
    assert "1（50%）" in shown
    assert "分歧 <span>1 处；一致 1 处" in shown
    assert log_in(app, "root").get(f"/calls/{call}?round={number}").status_code == 403
    assert "违规成立</b>" not in ann.get(f"/calls/{call}").text
    boss.post(f"{at}/close")
    with store.read() as session:
        assert session.scalars(sa.select(CalibrationRow.closed_at)).one() is not None


def test_a_supplement_closes_a_violation(store: Store, ann: Inside) -> None:
    call = number_of(store, VAGUE)
    ann.get(f"/calls/{call}")
    send = {"rule": "consent.explicit", "note": "次日补录"}
    assert ann.post(f"/calls/{call}/supplements", recording="nothing", **send).status_code == 422
    assert ann.post(f"/calls/{call}/supplements", recording=VAGUE, **send).status_code == 422
    other = ann.post(f"/calls/{call}/supplements", recording=FORCED, **send)
    assert "同一坐席" in other.json()["error"]
    with store.write() as session:
        session.execute(sa.update(CallRow).where(CallRow.call_id == FORCED).values(agent_id="4175"))
    assert ann.post(f"/calls/{call}/supplements", recording=FORCED, **send).status_code == 303
    assert ann.post(f"/calls/{call}/supplements", recording=FORCED, **send).status_code == 422
    assert "补救" in ann.get(f"/calls/{call}").text
    with store.read() as session:
        assert session.scalars(sa.select(SupplementRow.rule)).one() == "consent.explicit"


def test_calls_are_dealt_by_rule_and_by_hand(store: Store, app: Starlette) -> None:
    boss = log_in(app, "max")
    call, other = number_of(store, VAGUE), number_of(store, FORCED)
    ann, bob = _user(store, "ann"), _user(store, "bob")
    boss.post("/assignments", user=ann, agent="4175", rule="consent.explicit")
    with store.read() as session:
        given = {row.call_id: row.assignee_id for row in session.scalars(sa.select(ReviewRow))}
        assert session.scalars(sa.select(AssignmentRuleRow.rule)).one() == "consent.explicit"
    assert given[call] == ann
    assert given[other] is None
    boss.post("/assignments/calls", call=f"{call},{other}", user=bob)
    with store.read() as session:
        assert {
            row.assignee_id for row in session.scalars(sa.select(ReviewRow)) if row.call_id in (call, other)
        } == {bob}
    assert log_in(app, "bob").get("/queue/next?who=me").headers["location"] in (
        f"/calls/{call}",
        f"/calls/{other}",
    )
    assert str(call) not in log_in(app, "ann").get("/queue/next").headers["location"]


def test_a_lead_deals_calls_of_the_own_team_alone(store: Store, app: Starlette) -> None:
    lee, boss = log_in(app, "lee"), log_in(app, "max")
    own, foreign = number_of(store, VAGUE), number_of(store, FORCED)
    bob = _user(store, "bob")
    lee.post("/assignments/calls", call=f"{own},{foreign}", user=bob)
    with store.read() as session:
        given = {row.call_id: row.assignee_id for row in session.scalars(sa.select(ReviewRow))}
    assert (given[own], given[foreign]) == (bob, None)
    boss.post("/assignments", user=bob, team="another")
    lee.post("/assignments", user=bob, team="another")
    with store.read() as session:
        rules = {row.team: row.id for row in session.scalars(sa.select(AssignmentRuleRow))}
    assert len(rules) == 2
    for number in rules.values():
        lee.post("/assignments/remove", rule=number)
    with store.read() as session:
        assert session.scalars(sa.select(AssignmentRuleRow.team)).all() == ["another"]


def test_the_queue_is_filtered_and_searched(store: Store, ann: Inside) -> None:
    assert VAGUE in ann.get("/queue?rule=consent.explicit").text
    assert FORCED not in ann.get("/queue?q=来电提醒&state=all&agent=4175").text
    assert VAGUE in ann.get("/queue?q=同不同意&state=all").text
    assert "这里没有录音" in ann.get("/queue?q=%25%25%25&state=all").text
    assert "这里没有录音" in ann.get("/queue?since=2030-01-01").text
    assert "4 通" in ann.get("/queue?state=all").text
    assert VAGUE in ann.get("/queue?since=2026-11-20&until=2026-11-20&severity=fatal").text
    assert ann.get("/queue?page=x&since=never&band=&who=me&state=nonsense").status_code == 200


def test_fatal_flags_come_first_and_unflagged_calls_are_drawn_once(store: Store, app: Starlette) -> None:
    with store.read() as session:
        bands = {row.call_id: row.band for row in session.scalars(sa.select(ReviewRow))}
        drawn = list(session.scalars(sa.select(SampleCallRow.call_id)))
    assert bands[number_of(store, VAGUE)] == Band.FATAL
    assert bands[number_of(store, CLEAN)] == Band.SAMPLE
    assert drawn == [number_of(store, CLEAN)]
    refresh_queue(app.state.desk)
    with store.read() as session:
        assert list(session.scalars(sa.select(SampleCallRow.call_id))) == drawn


def test_users_are_managed_by_the_admin(store: Store, app: Starlette) -> None:
    root = log_in(app, "root")
    made = root.post("/users", login="zoe", password=PASSWORD, role="inspector", name="周")
    assert made.status_code == 303
    assert root.post("/users", login="zoe", password=PASSWORD, role="inspector").status_code == 422
    assert root.post("/users", login="kim", password="short", role="inspector").status_code == 422
    zoe = log_in(app, "zoe")
    root.post("/users/change", login="zoe", active="0")
    assert zoe.client.get("/queue").status_code == 403
    assert root.post("/users/change", login="root", active="0").status_code == 422
    assert "zoe" in root.get("/audit?actor=root").text


def test_sound_comes_in_pieces_and_bleeped(store: Store, app: Starlette, ann: Inside) -> None:
    call = number_of(store, VAGUE)
    whole = ann.client.get(f"/calls/{call}/audio.wav")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    piece = ann.client.get(f"/calls/{call}/audio.wav", headers={"range": "bytes=100-199"})
    assert (piece.status_code, piece.content) == (206, whole.content[100:200])
    with wave.open(io.BytesIO(whole.content)) as file:
        assert file.getnchannels() == 2
        seconds = file.getnframes() / file.getframerate()
    outline = ann.client.get(f"/calls/{call}/outline.json").json()
    assert outline["duration"] == pytest.approx(seconds)
    assert [len(channel) for channel in outline["channels"]] == [2000, 2000]
    assert max(np.abs(outline["channels"][0])) > 0.1


def test_a_recording_that_changed_is_not_played(store: Store, ann: Inside, tmp_path: Path) -> None:
    call = number_of(store, VAGUE)
    other = tmp_path / "other.wav"
    with store.write() as session:
        place = session.scalars(sa.select(LocationRow).where(LocationRow.url.contains(VAGUE))).one()
        source = session.scalars(sa.select(LocationRow).where(LocationRow.url.contains(CLEAN))).one()
        other.write_bytes(Path(source.url).read_bytes())
        place.url = str(other)
    answer = ann.post(f"/calls/{call}/hold")
    assert answer.status_code == 200
    refused = ann.client.get(f"/calls/{call}/outline.json", headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["error"].startswith("录音不在原处")
    other.unlink()
    assert ann.client.get(f"/calls/{call}/audio.wav").status_code == 422


def test_the_queue_is_refreshed_with_a_new_scorecard_and_verdicts_stay(
    store: Store, app: Starlette, ann: Inside
) -> None:
    call = number_of(store, VAGUE)
    ann.get(f"/calls/{call}")
    ann.judge(call, key_of(store, call, "consent.explicit"), "pass", reason="听到了好")
    with store.write() as session:
        old = current_scorecard(session, call)
        assert old is not None
        assert old.document is not None
        row = session.get(CallRow, call)
        assert row is not None
        heard = latest_transcript(session, row.recording_id)
        assert heard is not None
        card = Scorecard.model_validate_json(old.document).model_copy(update={"rules_version": "sha256:new"})
        new = add_scorecard(session, call, heard.id, card)
    refresh_queue(app.state.desk)
    with store.read() as session:
        review = session.get(ReviewRow, call)
        assert review is not None
        assert review.scorecard_id == new
    assert "听到了好" in ann.get(f"/calls/{call}").text
