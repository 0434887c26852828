"""A month of a centre in a database, written row by row: agents, calls, drafts, signatures, appeals."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from autoqa.store import Store
from autoqa.store.tables import (
    AppealRow,
    CallRow,
    FindingRow,
    ItemRow,
    RecordingRow,
    ReviewRow,
    ScorecardRow,
    TranscriptRow,
    UserRow,
    VerdictRow,
)

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 11, 1, 9, 0, tzinfo=ZONE)
NASTY = '=HYPERLINK("http://evil","点我")'


def fill(store: Store, agents: int, calls: int) -> None:
    """``calls`` calls of November 2026, spread over ``agents`` agents of five teams."""
    chance = random.Random(7)
    now = datetime.now(UTC)
    with store.write() as session:
        session.execute(
            sa.insert(UserRow),
            [
                {
                    "id": 1,
                    "login": "wang",
                    "name": "王芳",
                    "role": "inspector",
                    "password_hash": "",
                    "created_at": now,
                }
            ],
        )
        rows: dict[type, list[dict[str, object]]] = {}
        for key in range(1, calls + 1):
            for table, row in _call(key, agents, chance, now):
                rows.setdefault(table, []).append(row)
        for table in (RecordingRow, CallRow, TranscriptRow, ScorecardRow, FindingRow, ItemRow, ReviewRow):
            session.execute(sa.insert(table), rows[table])
        session.execute(sa.insert(VerdictRow), rows[VerdictRow])
        session.execute(sa.insert(AppealRow), rows[AppealRow])


def _call(
    key: int, agents: int, chance: random.Random, now: datetime
) -> list[tuple[type, dict[str, object]]]:
    agent = key % agents
    failed, low = chance.random() < 0.2, chance.randrange(40, 90)
    started = FIRST + timedelta(days=key % 30, minutes=key % 480)
    fatal = [{"item": "1.1", "title": "虚假承诺", "effect": "一级违规", "status": "fail", "findings": ["f1"]}]
    status = "fail" if failed else "pass"
    out: list[tuple[type, dict[str, object]]] = [
        (RecordingRow, {"id": key, "sha256": f"{key:064d}", "bytes": 1, "first_seen": now}),
        (
            CallRow,
            {
                "id": key,
                "recording_id": key,
                "call_id": f"c{key:05d}",
                "agent_id": f"{7000 + agent}",
                "agent_name": NASTY if agent == 1 else f"坐席{agent}",
                "team": f"{agent % 5}班",
                "campaign": chance.choice(["彩铃", "来电提醒"]),
                "region": "山东" if key % 2 else "河南",
                "started_at": started,
                "outcome": chance.choice(["sold", "refused"]),
                "duration": float(chance.randrange(10, 400)),
                "details": {},
                "given": {},
                "first_seen": now,
            },
        ),
        (TranscriptRow, {"id": key, "recording_id": key, "asr_key": "x", "text": "", "created_at": now}),
        (
            ScorecardRow,
            {
                "id": key,
                "call_id": key,
                "transcript_id": key,
                "score_key": f"{key}",
                "current": True,
                **dict.fromkeys(("standard_id", "standard_title", "standard_version"), "s"),
                **dict.fromkeys(("rules_version", "autoqa_version", "document_sha256"), "v"),
                "max": 100.0,
                "decided": 60.0,
                "awarded": 50.0,
                "pending": 40.0,
                "lowest": float(low),
                "highest": float(low + 10),
                "grade": chance.choice(["优秀", None]),
                "fatals": int(failed),
                "fails": int(failed),
                "unsures": 0,
                "created_at": now,
                "document": json.dumps({"fatal": fatal if failed else []}),
            },
        ),
        (
            FindingRow,
            {
                "scorecard_id": key,
                "call_id": key,
                "key": "f1",
                "fingerprint": "x",
                "rule": "banned.promise",
                "title": "绝对化承诺",
                "status": status,
                "severity": "fatal",
                "start": 1.0,
                "end": 2.0,
                "quote": "绝对没问题",
                "reason": "r",
                "confidence": 0.9,
                "trial": False,
            },
        ),
        (
            ItemRow,
            {
                "scorecard_id": key,
                "call_id": key,
                "item": "3.1.3",
                "title": "明确身份",
                "max": 2.0,
                "awarded": 0.0 if failed else 2.0,
                "low": 0.0,
                "high": 2.0,
                "status": status,
                "mode": "auto",
                "reason": "",
                "findings": ["f1"],
            },
        ),
    ]
    if key % 10 == 0:
        review = {"call_id": key, "scorecard_id": key, "state": "signed", "final_score": float(low + 5)}
        out.append((ReviewRow, {**review, "final_grade": "良好", "final_fatal": failed, "signed_at": now}))
        verdict = {"call_id": key, "scorecard_id": key, "rule": "banned.promise", "machine_status": status}
        human = status if key % 30 else "pass"
        out.append(
            (
                VerdictRow,
                {**verdict, "status": human, "reason": "", "user_id": 1, "current": True, "created_at": now},
            )
        )
    if key % 50 == 0:
        appeal = {"call_id": key, "reason": NASTY, "filed_by": 1, "filed_at": now, "upheld": key % 100 == 0}
        out.append((AppealRow, appeal))
    return out
