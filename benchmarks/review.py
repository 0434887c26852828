"""``python -m benchmarks.review [--calls N] [--db URL]``: how long the server takes for the queue page.

Fills an empty database with N calls (default 100,000; random flags, agents, days, states, transcripts) and
asks for the queue as inspectors do: first page, filtered, searched, the next call. Prints the median and the
95th percentile of the time at the server in milliseconds, and the median of this process's processor time,
which a busy machine does not lengthen (on PostgreSQL it leaves out what the database takes).
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import numpy as np
import sqlalchemy as sa
from starlette.testclient import TestClient

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.review.accounts import add_user
from autoqa.review.app import make_app
from autoqa.store import Store, open_store
from autoqa.store.tables import (
    CallRow,
    FindingRow,
    RecordingRow,
    ReviewRow,
    ReviewState,
    ScorecardRow,
    TranscriptRow,
    UserRole,
)
from autoqa.types import Cause, Outcome, Role, Severity, Status
from benchmarks import copies
from samples.demo import CALLS

CHUNK = 5000
RULES = tuple(Workshop(Settings()).ruleset().rules)
TURNS = tuple(
    f"{segment['role']}: {segment['text']}"
    for path in sorted((CALLS.parent / "truth").glob("*.json"))
    for segment in json.loads(path.read_text("utf-8"))["segments"]
)
"""What people say in the sample calls: the calls here are made of them, so that words are as frequent as in
telemarketing."""
SPOKEN = 60
"""Turns a call: about 2 minutes."""
PASSWORD = "benchmark only 1"
PATHS = {
    "queue, first page": "/queue",
    "queue, page 20": "/queue?page=20",
    "one band": "/queue?band=1",
    "one agent": "/queue?agent=A017",
    "one team and week": "/queue?team=T3&since=2026-11-02&until=2026-11-08",
    "one rule": "/queue?rule=banned.promise",
    "one rule, all bands": "/queue?rule=banned.promise&state=all",
    "one rule and band": "/queue?rule=consent.explicit&band=3",
    "one rule, agent, week": "/queue?rule=consent.explicit&agent=A017&since=2026-11-02&until=2026-11-08",
    "fatal flags": "/queue?severity=fatal",
    "signed": "/queue?state=signed",
    "search, a common word": "/queue?q=同意",
    "search, a rare word": "/queue?q=百年不遇",
    "search, two characters": "/queue?q=百年",
    "search, one character": "/queue?q=好",
    "search, a sentence": "/queue?q=请问您同意开通吗",
    "search, not there": "/queue?q=子虚乌有",
    "search, a number": "/queue?q=c-4711",
    "search and one rule": "/queue?q=不需要&rule=consent.explicit",
    "search, rule, agent": "/queue?q=同意&rule=consent.explicit&agent=A017",
    "search, rule, severity": "/queue?q=您&rule=consent.explicit&severity=fatal&team=T1&state=all",
    "search, all states": "/queue?q=同意&state=all",
    "two words and severity": "/queue?q=好 不需要&severity=fatal",
    "next call": "/queue/next",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--db", help="an empty database; default: SQLite in a temporary folder")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(arguments.db or f"sqlite:///{folder}/autoqa.db")
        started = time.perf_counter()
        fill(store, arguments.calls)
        print(f"{arguments.calls} calls entered in {time.perf_counter() - started:.0f} s ({_kind(store)})")
        settings = Settings(cache=Path(folder))
        app = make_app(settings, store, Workshop(settings), refresh=False)
        client = TestClient(app, base_url="http://localhost")
        client.post("/login", data={"user": "ann", "password": PASSWORD})
        for name, path in PATHS.items():
            _time(client, name, path, arguments.rounds)
        store.close()


def _time(client: TestClient, name: str, path: str, rounds: int) -> None:
    taken, worked = [], []
    for _ in range(rounds + 1):
        begin, used = time.perf_counter(), time.process_time()
        answer = client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
        taken.append(1000 * (time.perf_counter() - begin))
        worked.append(1000 * (time.process_time() - used))
        assert answer.status_code in (200, 303), answer.text[:200]
    found = re.search(r'class="count">([^<，]+)', answer.text)
    cuts = quantiles(taken[1:], n=20)
    times = f"median {cuts[9]:6.0f} ms   p95 {cuts[18]:6.0f} ms   first {taken[0]:6.0f} ms"
    times += f"   processor {median(worked[1:]):6.0f} ms"
    print(f"{name:24} {times}   {found[1] if found else ''}", flush=True)


def fill(store: Store, calls: int) -> None:
    """Enter so many calls, and the inspector ann, into an empty database."""
    random = np.random.default_rng(1)
    with store.write() as session:
        add_user(session, "ann", PASSWORD, UserRole.INSPECTOR, by="benchmark")
    lot = min(calls, copies.LOT)
    for first in range(1, lot + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, lot + 1))
        with store.write() as session:
            for table, rows in _rows(numbers, random).items():
                session.execute(sa.insert(table), rows)
                if table is TranscriptRow:
                    copies.index(session, [(int(str(row["recording_id"])), str(row["text"])) for row in rows])
    for number in range(1, -(-calls // copies.LOT)):
        with store.write() as session:
            copies.copy(session, number, min(copies.LOT, calls - number * copies.LOT))
    with store.write() as session:
        copies.finish(session)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _rows(numbers: range, random: np.random.Generator) -> dict[type, list[dict[str, object]]]:
    rows: dict[type, list[dict[str, object]]] = {
        table: [] for table in (RecordingRow, CallRow, TranscriptRow, ScorecardRow, FindingRow, ReviewRow)
    }
    start = datetime(2026, 10, 27, tzinfo=UTC)
    for number in numbers:
        when = start + timedelta(minutes=float(random.integers(0, 40_000)))
        agent = int(random.integers(0, 60))
        band = int(random.choice([0, 1, 2, 3, 4, 9], p=[0.02, 0.06, 0.05, 0.3, 0.02, 0.55]))
        state = ReviewState.SIGNED if random.random() < 0.3 else ReviewState.DRAFT
        rare = "百年不遇" if number % 20_000 == 7 else ""
        turns = [TURNS[place] for place in random.integers(0, len(TURNS), SPOKEN)]
        text = "\n".join([*turns, f"agent: 第{number}通{rare}"])
        common = {"id": number, "recording_id": number, "created_at": when}
        rows[RecordingRow].append(
            {
                "id": number,
                "sha256": f"{number:064x}",
                "bytes": 1,
                "transcript_only": False,
                "first_seen": when,
            }
        )
        rows[CallRow].append(
            {
                "id": number,
                "recording_id": number,
                "call_id": f"c-{number}",
                "first_seen": when,
                "agent_id": f"A{agent:03}",
                "agent_name": f"坐席{agent}",
                "team": f"T{agent % 6}",
                "campaign": f"P{agent % 4}",
                "outcome": Outcome.SOLD,
                "started_at": when,
                "duration": 120.0,
                "details": {},
                "given": {},
            }
        )
        rows[TranscriptRow].append({**common, "asr_key": "b", "text": text})
        rows[ScorecardRow].append(_card(number, when, band))
        rows[FindingRow] += _findings(number, band, random)
        rows[ReviewRow].append(
            {
                "call_id": number,
                "scorecard_id": number,
                "state": state,
                "band": band,
                "rank": float(random.random()),
                "signed_at": when if state is ReviewState.SIGNED else None,
            }
        )
    return rows


def _card(number: int, when: datetime, band: int) -> dict[str, object]:
    figures = {
        "max": 100.0,
        "decided": 60.0,
        "awarded": 50.0,
        "pending": 40.0,
        "lowest": 50.0,
        "highest": 90.0,
    }
    versions = {"rules_version": "b", "autoqa_version": "b", "standard_version": "b", "document_sha256": "b"}
    named = {"standard_id": "guoxin-shandong", "standard_title": "评分标准"}
    counts = {"fatals": int(band == 0), "fails": int(band < 4), "unsures": 1, "current": True}
    keys = {"id": number, "call_id": number, "transcript_id": number, "score_key": str(number)}
    return {**figures, **versions, **named, **counts, **keys, "created_at": when}


def _findings(number: int, band: int, random: np.random.Generator) -> list[dict[str, object]]:
    names = random.permutation(RULES)
    statuses = [Status.FAIL if band < 4 else Status.PASS, *[Status.UNSURE] * 4]
    statuses += [Status.PASS] * (len(names) - len(statuses))
    return [
        {
            "scorecard_id": number,
            "call_id": number,
            "key": f"f{index}",
            "fingerprint": f"{index:016x}",
            "rule": str(rule),
            "title": str(rule),
            "status": status,
            "role": Role.AGENT,
            "severity": Severity.FATAL if band == 0 and index == 0 else Severity.MAJOR,
            "cause": Cause.LOW_CONFIDENCE if status is Status.UNSURE else None,
            "start": 1.0,
            "end": 2.0,
            "quote": "您好",
            "reason": "理由",
            "confidence": 0.9,
            "trial": False,
        }
        for index, (rule, status) in enumerate(zip(names, statuses, strict=True))
    ]


def _kind(store: Store) -> str:
    return "SQLite" if store.is_sqlite else "PostgreSQL"


if __name__ == "__main__":
    main()
