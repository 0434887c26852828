"""Tables of classes against values reckoned by hand, and whole reports, on each kind of database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from autoqa.errors import UsageError
from autoqa.report.feedback.gather import feedback
from autoqa.report.period.build import Asked, period_report
from autoqa.report.period.table import Cell, Table
from autoqa.sampling.period import Span, period_of
from autoqa.sampling.plan import load_plan
from autoqa.sampling.run import draw_sample
from autoqa.scoring.line_class import STANDARD
from autoqa.store import Store, open_store
from autoqa.store.tables import CallRow, ItemRow, RecordingRow, ScorecardRow, SupplementRow, TranscriptRow
from tests.report.centre import FIRST, ZONE, fill
from tests.report.signed import inspector

MONTH = period_of(Span.MONTH, date(2026, 11, 20))
ONE, TWO = "一级违规", "二级违规"


@dataclass(frozen=True)
class Drafted:
    """A call with what its draft holds. ``fatal``: (item, class, status); ``items``: how many pass and which
    fail of the 15 indicators; ``line``: the line it was dialled on."""

    agent: str
    standard: str
    fatal: Sequence[tuple[str, str, str]] = ()
    failed: Sequence[int] = ()
    line: str = ""
    answered: bool = True


def keep(store: Store, calls: Sequence[Drafted]) -> None:
    now = datetime.now(UTC)
    with store.write() as session:
        for key, call in enumerate(calls, start=1):
            session.add(RecordingRow(id=key, sha256=f"{key:064d}", bytes=1, first_seen=now))
            session.flush()
            known = {"agent_id": call.agent, "agent_name": f"坐席{call.agent}", "team": "一班"}
            session.add(
                CallRow(
                    id=key,
                    recording_id=key,
                    call_id=f"c{key}",
                    started_at=FIRST + timedelta(hours=key),
                    duration=60.0,
                    details={"line": call.line} if call.line else {},
                    given={},
                    first_seen=now,
                    **known,
                )
            )
            text = "agent: 您好" if call.answered else "other: 您拨打的电话暂时无人接听"
            session.add(TranscriptRow(id=key, recording_id=key, asr_key="x", text=text, created_at=now))
            session.flush()
            fatal = [
                {"item": item, "title": item, "effect": effect, "status": status, "findings": []}
                for item, effect, status in call.fatal
            ]
            numbers = dict.fromkeys(("max", "decided", "awarded", "pending", "lowest", "highest"), 0.0)
            texts = dict.fromkeys(("standard_title", "standard_version", "rules_version"), "v")
            session.add(
                ScorecardRow(
                    id=key,
                    call_id=key,
                    transcript_id=key,
                    score_key="x",
                    current=True,
                    standard_id=call.standard,
                    autoqa_version="v",
                    document_sha256="v",
                    fatals=sum(status == "fail" for _, _, status in call.fatal),
                    fails=0,
                    unsures=0,
                    created_at=now,
                    document=json.dumps({"fatal": fatal}),
                    **numbers,
                    **texts,
                )
            )
            session.flush()
            if call.standard == STANDARD:
                session.add_all(_item(key, item, call.failed) for item in range(1, 16))


def _item(key: int, item: int, failed: Sequence[int]) -> ItemRow:
    status = "fail" if item in failed else "pass"
    empty = {"title": "t", "mode": "auto", "reason": "", "findings": [], "max": 0.0, "low": 0.0, "high": 0.0}
    return ItemRow(scorecard_id=key, call_id=key, item=str(item), status=status, **empty)


def table(store: Store, name: str, asked: Asked | None = None) -> Table:
    report = period_report(store, MONTH, ZONE, load_plan("jinshi"), asked or Asked())
    return next(one for one in report.tables if one.name == name)


def test_violations_of_the_month(database_url: str) -> None:
    """Agent 1: one of the first class, two of the second of which one was made good, one more still open:
    punished for 1 + 1, at most for 3. Agent 2: one open. Agent 3: nothing."""
    store = open_store(database_url)
    first = Drafted("1", "s04", [("a", ONE, "fail")])
    second = Drafted("1", "s04", [("b", TWO, "fail"), ("c", TWO, "fail"), ("d", TWO, "unsure")])
    keep(store, [first, Drafted("3", "s04"), second, Drafted("2", "s04", [("a", ONE, "unsure")])])
    with store.write() as session:
        person = inspector(session).id
        made = {"note": "", "added_by": person, "added_at": datetime.now(UTC)}
        session.add(SupplementRow(call_id=3, rule="b", supplement_id=2, **made))
    rows = table(store, "违规折算").rows
    assert [row[0] for row in rows] == ["1", "2", "合计"]
    assert [row[3:] for row in rows] == [(1, 2, 1, 1, 2, 1, 3), (0, 0, 0, 0, 0, 1, 1), (1, 2, 1, 1, 2, 2, 4)]
    each = table(store, "致命与分级违规").rows
    assert [(row[0], row[2], row[5]) for row in each] == [
        (ONE, "c1", "未补"),
        (TWO, "c3", "已补"),
        (TWO, "c3", "未补"),
    ]
    store.close()


LINES: dict[str, tuple[Cell, ...]] = {
    "dead": (3, 0, 0, 0, 0, "死线"),
    "early": (2, 0, 0, 0, 0, "拨打不足 3 次"),
    "cold": (2, 1, 9, 6, 0, "冷线"),
    "good": (1, 1, 13, 2, 0, "优秀热线"),
    "plain": (1, 1, 14, 1, 0, "普通热线"),
}


def test_classes_of_lines(database_url: str) -> None:
    """Indicator 1 is the key one: who fails it is ordinary at best; two others may fail on an excellent
    line."""
    store = open_store(database_url)
    calls = [Drafted("1", STANDARD, line="dead", answered=False)] * 3
    calls += [Drafted("1", STANDARD, line="early", answered=False)] * 2
    calls += [Drafted("1", STANDARD, line="cold", answered=False)]
    calls += [Drafted("1", STANDARD, line="cold", failed=[2, 3, 4, 5, 6, 7])]
    calls += [Drafted("1", STANDARD, line="good", failed=[14, 15])]
    calls += [Drafted("1", STANDARD, line="plain", failed=[1])]
    keep(store, calls)
    known = table(store, "线路分类", Asked(key_items={"1"}))
    assert {str(row[0]): row[1:] for row in known.rows} == LINES
    assert known.note.startswith("死线 1、冷线 1、优秀热线 1、普通热线 1、未定 1。")
    unknown = {row[0]: row[-1] for row in table(store, "线路分类").rows}
    assert unknown["good"] == "优秀热线或普通热线", "nobody has said which indicators are key"
    store.close()


def test_reports_and_samples_on_each_database(database_url: str) -> None:
    store = open_store(database_url)
    fill(store, agents=6, calls=120)
    plan = load_plan("jinshi")
    draw_sample(store, plan, MONTH, ZONE)
    report = period_report(store, MONTH, ZONE, plan, Asked())
    tables = {one.name: one for one in report.tables}
    with store.read() as session:
        seconds = session.execute(sa.text("select sum(duration) from calls")).scalar_one()
        signed = session.execute(sa.text("select count(*) from reviews")).scalar_one()
    columns = [column.title for column in tables["坐席"].columns]
    total = dict(zip(columns, tables["坐席"].rows[-1], strict=True))
    assert total["通话"] == 120
    assert total["已签"] == signed == 12
    assert total["通话时长（小时）"] == pytest.approx(seconds / 3600)
    assert tables["抽检"].rows[-1][2] == 100, "the plan draws 100 calls a month"
    store.close()


def test_feedback_needs_signatures_and_says_how_to_do_without(database_url: str) -> None:
    store = open_store(database_url)
    keep(store, [Drafted("1", "s04")] * 2)
    with pytest.raises(UsageError, match=r"has 2 calls .* none of them signed.*--drafts"):
        feedback(store, MONTH, ZONE)
    store.close()
