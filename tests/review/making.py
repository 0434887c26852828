"""Calls, users and a server for the tests of the review pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from autoqa.config import Settings
from autoqa.pipeline import CallSource, MetadataBook, Workshop, source_of
from autoqa.review.accounts import add_user
from autoqa.review.app import make_app, refresh_queue
from autoqa.store import Store, add_scorecard, add_transcript, put_call
from autoqa.store.tables import CallRow, FindingRow, LocationRow, RecordingRow, UserRole
from autoqa.types import Scorecard
from samples.demo import CALLS

PASSWORD = "correct horse 9"
USERS = {
    "ann": (UserRole.INSPECTOR, {"name": "安宁"}),
    "bob": (UserRole.INSPECTOR, {"name": "白波"}),
    "lee": (UserRole.LEAD, {"name": "李主任", "team": "一组"}),
    "max": (UserRole.MANAGER, {"name": "马经理"}),
    "root": (UserRole.ADMIN, {"name": "管理员"}),
    "agent": (UserRole.AGENT, {"name": "坐席", "agent_id": "4175"}),
}


def sample(name: str, **metadata: object) -> CallSource:
    """A sample call with its true transcript; ``metadata`` beside what its sidecar says."""
    path = next(path for path in sorted(CALLS.glob(f"{name}*")) if path.suffix != ".json")
    source = source_of(path, MetadataBook(None, inputs=2), CALLS.parent / "truth" / f"{path.stem}.json")
    assert source.call is not None
    return replace(source, call=source.call.model_copy(update=metadata))


def add_call(
    store: Store,
    workshop: Workshop,
    source: CallSource,
    change: Callable[[Scorecard], Scorecard] = lambda card: card,
) -> int:
    """Score a call and keep it, as the batch does; returns its number. ``change`` makes another scorecard of
    it."""
    scored = workshop.score(source)
    data = source.path.read_bytes()
    with store.write() as session:
        recording = RecordingRow(
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            transcript_only=source.is_transcript,
            first_seen=datetime.now(UTC),
        )
        place = LocationRow(url=str(source.path.absolute()), stamp="1", first_seen=datetime.now(UTC))
        recording.locations.append(place)
        session.add(recording)
        session.flush()
        card = change(scored.scorecard)
        duration = card.audio.duration if card.audio else scored.heard.dialogue.duration
        call = put_call(session, recording.id, card.call, name=source.stem, duration=duration, zone=UTC)
        heard = add_transcript(session, recording.id, scored.heard, asr_key="test")
        add_scorecard(session, call, heard, card)
        return call


def add_users(store: Store) -> None:
    with store.write() as session:
        for login, (role, details) in USERS.items():
            add_user(session, login, PASSWORD, role, by="test", **details)  # type: ignore[arg-type]


def app_of(store: Store, folder: Path, workshop: Workshop) -> Starlette:
    """A server whose queue is filled once, now."""
    settings = Settings(cache=folder / "cache", review_sample=1.0)
    app = make_app(settings, store, workshop, refresh=False)
    refresh_queue(app.state.desk)
    return app


@dataclass
class Inside:
    """A client that is logged in, and what its pages carry."""

    client: TestClient
    csrf: str

    def get(self, path: str) -> Response:
        return self.client.get(path, headers={"accept": "text/html"}, follow_redirects=False)

    def post(self, path: str, **form: object) -> Response:
        """As the pages' scripts do."""
        data = {"csrf": self.csrf, **{key: str(value) for key, value in form.items()}}
        accept = {"accept": "application/json"}
        return self.client.post(path, data=data, headers=accept, follow_redirects=False)

    def judge(self, call: int, target: str, status: str, **form: object) -> Response:
        kind = "finding" if target.startswith("f") else "item"
        return self.post(f"/calls/{call}/verdicts", kind=kind, target=target, status=status, **form)


def log_in(app: Starlette, login: str, password: str = PASSWORD) -> Inside:
    client = TestClient(app, base_url="http://localhost")
    answer = client.post("/login", data={"user": login, "password": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    page = client.get("/account", headers={"accept": "text/html"}).text
    found = re.search(r'name="csrf" content="([^"]+)"', page)
    assert found is not None
    return Inside(client, found[1])


def number_of(store: Store, call_id: str) -> int:
    with store.read() as session:
        row = session.scalars(sa.select(CallRow).where(CallRow.call_id == call_id)).one()
        return row.id


def key_of(store: Store, call: int, rule: str) -> str:
    """Key of the (first) finding of a rule on a call."""
    with store.read() as session:
        query = sa.select(FindingRow.key).where(FindingRow.call_id == call, FindingRow.rule == rule)
        return session.scalars(query.order_by(FindingRow.id)).first() or ""
