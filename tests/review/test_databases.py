"""The same day's work on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from autoqa.pipeline import CallSource, Workshop
from autoqa.review.app import refresh_queue
from autoqa.review.signing import settle_due
from autoqa.store import Store, open_store
from autoqa.store.tables import ReviewRow, ReviewState
from samples.demo import CALLS
from tests.review.making import add_call, add_users, app_of, key_of, log_in

TRUTH = CALLS.parent / "truth"


@pytest.fixture
def filled(database_url: str, workshop: Workshop) -> Iterator[Store]:
    opened = open_store(database_url)
    add_users(opened)
    for name in ("04-vague-consent", "09-order-without-asking"):
        add_call(opened, workshop, CallSource(TRUTH / f"{name}.json"))
    yield opened
    opened.close()


def test_queue_verdict_signature_and_settling(filled: Store, tmp_path: Path, workshop: Workshop) -> None:
    app = app_of(filled, tmp_path, workshop)
    refresh_queue(app.state.desk)
    ann = log_in(app, "ann")
    flagged = "?rule=consent.explicit&severity=fatal&who=nobody"
    for query in ("", "?state=all", "?q=同意&state=all", flagged, "?page=9"):
        assert ann.get(f"/queue{query}").status_code == 200, query
    call = int(ann.get("/queue/next").headers["location"].rpartition("/")[2])
    assert ann.get(f"/calls/{call}").status_code == 200
    assert ann.get(f"/calls/{call}/audio.wav").status_code == 404
    key = key_of(filled, call, "consent.explicit")
    assert ann.judge(call, key, "pass", reason="听到了好").status_code == 200
    ann.post(f"/calls/{call}/accept-rest")
    assert "听到了好" in ann.get(f"/calls/{call}").text
    while (told := ann.post(f"/calls/{call}/accept-rest").json())["open"]:
        target = told["parts"].split(' open" id="item-')[1].partition('"')[0]
        assert ann.judge(call, target, "pass").status_code == 200
    assert ann.post(f"/calls/{call}/sign").status_code == 303
    assert ann.get("/statistics").status_code == 200
    boss = log_in(app, "max")
    for path in ("/appeals", "/audit", "/exports/labels.csv", "/assignments", "/calibrations"):
        assert boss.get(path).status_code == 200, path
    assert settle_due(filled, days=7) == 0
    assert settle_due(filled, days=-1) == 1
    with filled.read() as session:
        states = {row.call_id: row.state for row in session.scalars(sa.select(ReviewRow))}
    assert states[call] is ReviewState.SETTLED
