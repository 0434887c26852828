"""Fatal items of the calls of a period: what a person signed, else what the machine drafted, and whether a
later recording made it good."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.scoring.month import FIRST, SECOND
from autoqa.store.tables import CallRow, FindingRow, ScorecardRow, SupplementRow
from autoqa.types import FatalResult, Status

CHUNK = 500
"""Scorecards read at once: below the number of values that a query may name."""


@dataclass(frozen=True)
class Violation:
    """A fatal item that fails or is still open. ``label``: 一级违规 and the like; ``remedied``: a further
    recording of the same period, or of an earlier one, made it good."""

    item: str
    title: str
    label: str
    remedied: bool
    status: Status = Status.FAIL

    @property
    def result(self) -> FatalResult:
        return FatalResult(item=self.item, title=self.title, effect=self.label, status=self.status)


@dataclass(frozen=True)
class Counted:
    """The scorecard ``card`` of ``call`` that counts. ``failing``: it may hold a fatal item that fails;
    ``final``: fatal items as the signature fixed them, None before it."""

    call: int
    card: int
    standard: str
    failing: bool
    final: Sequence[Mapping[str, Any]] | None


def violations_of(
    session: Session, counted: Sequence[Counted], end: datetime
) -> dict[int, tuple[Violation, ...]]:
    """Fatal items by call. Open ones are told only where the standard has classes of violations, because
    elsewhere nobody counts them over a month.

    Args:
        end: end of the period; recordings that make good begin before it.
    """
    classed = _standards_with_classes(session, counted)
    wanted = [one for one in counted if one.failing or one.standard in classed]
    remedies = _remedies(session, end)
    found: dict[int, tuple[Violation, ...]] = {}
    for chunk in chunks(wanted):
        cards = [one.card for one in chunk]
        documents = _documents(session, cards)
        rules = _failing_rules(session, cards)
        for one in chunk:
            drafted = {fatal["item"]: fatal for fatal in documents.get(one.card, ())}
            results = one.final if one.final is not None else list(drafted.values())
            found[one.call] = tuple(
                _violation(result, drafted, rules[one.card], remedies[one.call])
                for result in results
                if result["status"] == Status.FAIL
                or (one.standard in classed and result["status"] == Status.UNSURE)
            )
    return found


def chunks(wanted: Sequence[Counted]) -> Iterable[Sequence[Counted]]:
    return (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))


def _violation(
    result: Mapping[str, Any],
    drafted: Mapping[str, Mapping[str, Any]],
    rules: Mapping[str, str],
    remedies: set[str],
) -> Violation:
    item = result.get("item") or result["id"]
    draft = drafted.get(item, {})
    behind = {rules[key] for key in draft.get("findings", ()) if key in rules}
    remedied = bool(remedies & {item, *behind})
    return Violation(item, draft.get("title", item), result["effect"], remedied, Status(result["status"]))


def _standards_with_classes(session: Session, counted: Sequence[Counted]) -> set[str]:
    """Standards whose fatal items are 一级 and 二级违规, told by one scorecard of each: its items that only a
    person can judge are open on every draft."""
    examples = {one.standard: one.card for one in counted}
    documents = _documents(session, list(examples.values()))
    labels = {card: {fatal["effect"] for fatal in fatals} for card, fatals in documents.items()}
    return {name for name, card in examples.items() if labels.get(card, set()) & {FIRST, SECOND}}


def _documents(session: Session, cards: Sequence[int]) -> dict[int, Sequence[Mapping[str, Any]]]:
    """Fatal items as the machine left them, by scorecard; none where retention removed it."""
    query = sa.select(ScorecardRow.id, ScorecardRow.document).where(ScorecardRow.id.in_(cards))
    return {card: json.loads(document)["fatal"] for card, document in session.execute(query) if document}


def _failing_rules(session: Session, cards: Sequence[int]) -> dict[int, dict[str, str]]:
    """Rule of each finding that fails, by scorecard and by the finding's id in it."""
    query = sa.select(FindingRow.scorecard_id, FindingRow.key, FindingRow.rule)
    rules: dict[int, dict[str, str]] = defaultdict(dict)
    failing = query.where(FindingRow.scorecard_id.in_(cards), FindingRow.status == Status.FAIL)
    for card, key, rule in session.execute(failing):
        rules[card][key] = rule
    return rules


def _remedies(session: Session, end: datetime) -> dict[int, set[str]]:
    """Rules and items of each call that a recording before ``end`` made good."""
    query = sa.select(SupplementRow.call_id, SupplementRow.rule).join(
        CallRow, CallRow.id == SupplementRow.supplement_id
    )
    in_time = sa.or_(CallRow.started_at.is_(None), CallRow.started_at < end)
    found: dict[int, set[str]] = defaultdict(set)
    for call, rule in session.execute(query.where(in_time)):
        found[call].add(rule)
    return found
