"""Keeping scorecards: added, never changed; exactly one a call is current."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from autoqa.store.columns import number_of
from autoqa.store.tables import FindingRow, ItemRow, ScorecardRow
from autoqa.types import Finding, Scorecard, Status
from autoqa.types.as_json import to_json

_CARDS = ScorecardRow.bare()
_OF_CALL = sa.select(_CARDS.c.id, _CARDS.c.score_key).where(_CARDS.c.call_id == sa.bindparam("of_call"))
_PUT_ASIDE = (
    sa.update(_CARDS)
    .where(_CARDS.c.call_id == sa.bindparam("of_call"), _CARDS.c.current)
    .values(current=False)
)
_BRING_BACK = sa.update(_CARDS).where(_CARDS.c.id == sa.bindparam("known")).values(current=True)
_ADD = sa.insert(_CARDS)
_ADD_FINDING = sa.insert(FindingRow.bare())
_ADD_ITEM = sa.insert(ItemRow.bare())


def add_scorecard(session: Session, call_id: int, transcript_id: int, card: Scorecard) -> int:
    """Keep a scorecard and make it the current one of its call. Returns its number.

    The same document of the same transcript is not kept twice; it only becomes current again.
    """
    document = to_json(card)
    score_key = _sha256(f"{transcript_id}\n{document}")
    connection = session.connection()
    known = {row.score_key: row.id for row in connection.execute(_OF_CALL, {"of_call": call_id})}
    if known:
        connection.execute(_PUT_ASIDE, {"of_call": call_id})
    same: int | None = known.get(score_key)
    if same is not None:
        connection.execute(_BRING_BACK, {"known": same})
        return same
    values = {
        "call_id": call_id,
        "transcript_id": transcript_id,
        "score_key": score_key,
        "current": True,
        "standard_id": card.scorecard.id,
        "standard_title": card.scorecard.title,
        "standard_version": card.scorecard.version,
        "rules_version": card.rules_version,
        "autoqa_version": card.autoqa_version,
        **card.score.model_dump(exclude={"final"}),
        "grade": card.grade,
        "fatals": sum(fatal.status is Status.FAIL for fatal in card.fatal),
        "fails": _count(card, Status.FAIL),
        "unsures": _count(card, Status.UNSURE),
        "created_at": datetime.now(UTC),
        "document": document,
        "document_sha256": _sha256(document),
    }
    number = number_of(connection.execute(_ADD, values))
    place = {"scorecard_id": number, "call_id": call_id}
    connection.execute(_ADD_FINDING, [{**row, **place} for row in _findings(card)])
    if card.items:
        connection.execute(_ADD_ITEM, [{**row, **place} for row in _items(card)])
    return number


def current_scorecard(session: Session, call_id: int) -> ScorecardRow | None:
    """The current scorecard of a call, its document included; None before it was scored."""
    query = sa.select(ScorecardRow).where(ScorecardRow.call_id == call_id, ScorecardRow.current)
    return session.scalars(query.options(undefer(ScorecardRow.document))).first()


def fingerprint(finding: Finding, nth: int) -> str:
    """16 hex digits that name a finding without its seconds: ``nth`` counts findings of the same rule, role
    and quote in one scorecard from 0."""
    return _sha256(f"{finding.rule}\n{finding.role}\n{finding.quote}\n{nth}")[:16]


def _findings(card: Scorecard) -> Iterator[dict[str, Any]]:
    alike: Counter[tuple[object, ...]] = Counter()
    for finding in card.findings:
        kind = (finding.rule, finding.role, finding.quote)
        yield {
            **finding.model_dump(exclude={"id", "evidence"}),
            "key": finding.id,
            "fingerprint": fingerprint(finding, alike[kind]),
        }
        alike[kind] += 1


def _items(card: Scorecard) -> Iterator[dict[str, Any]]:
    effects = {fatal.item: fatal.effect for fatal in card.fatal}
    for item in card.items:
        yield {
            **item.model_dump(exclude={"id", "source", "source_gap"}),
            "findings": list(item.findings),
            "item": item.id,
            "fatal": effects.get(item.id),
        }


def _count(card: Scorecard, status: Status) -> int:
    return sum(finding.status is status and not finding.trial for finding in card.findings)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
