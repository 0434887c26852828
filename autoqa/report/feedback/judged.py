"""Items and findings of calls as they count: a person's word where there is one, else the machine's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.report.period.fatal import CHUNK
from autoqa.report.period.lines import CallLine
from autoqa.store.tables import ACCEPTED, FindingRow, ItemRow, VerdictRow
from autoqa.types import Severity, Status

Words = Mapping[tuple[int, str, str | None], VerdictRow]
"""What people said last, by call, rule or item, and finding (None for an item)."""

_HEAVIEST = {severity: place for place, severity in enumerate(reversed(Severity))}


@dataclass(frozen=True)
class JudgedItem:
    """One item of one call. ``awarded`` None: still open; ``findings``: ids of those it rests on."""

    call: CallLine
    item: str
    title: str
    max: float
    awarded: float | None
    status: Status
    findings: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Standard and item."""
        return self.call.standard, self.item

    @property
    def lost(self) -> float:
        return max(0.0, self.max - self.awarded) if self.awarded is not None else 0.0

    @property
    def gained(self) -> float:
        """Points beyond what the item asks for."""
        return max(0.0, self.awarded - self.max) if self.awarded is not None else 0.0

    @property
    def failed(self) -> bool:
        return self.status is Status.FAIL or self.lost > 0


@dataclass(frozen=True)
class JudgedFinding:
    """A finding with the status that counts. ``by_person``: somebody said so; ``note`` is what they wrote."""

    row: FindingRow
    status: Status
    start: float | None
    end: float | None
    by_person: bool
    note: str

    @property
    def rank(self) -> tuple[bool, bool, int, float]:
        """Better examples first: said by a person, with words to quote, heavy, sure."""
        row = self.row
        return not self.by_person, not row.quote, _HEAVIEST[row.severity], -(row.confidence or 0.0)


def judged_items(session: Session, calls: Sequence[CallLine]) -> list[JudgedItem]:
    """Items of all calls, in the order of the calls and of their standards."""
    found = []
    for chunk in _chunks(calls):
        rows: dict[int, list[ItemRow]] = defaultdict(list)
        query = sa.select(ItemRow).where(ItemRow.scorecard_id.in_([call.counted for call in chunk]))
        for row in session.scalars(query.order_by(ItemRow.id)):
            rows[row.call_id].append(row)
        found += [_item(call, row) for call in chunk for row in rows[call.key]]
    return found


def _item(call: CallLine, row: ItemRow) -> JudgedItem:
    signed = call.final_items or {}
    final = next((one for one in signed.get("items", ()) if one["id"] == row.item), None)
    return JudgedItem(
        call=call,
        item=row.item,
        title=row.title,
        max=row.max,
        awarded=final["awarded"] if final is not None else row.awarded,
        status=Status(final["status"]) if final is not None else row.status,
        findings=tuple(row.findings),
    )


def judged_findings(
    session: Session, calls: Sequence[CallLine], words: Words
) -> dict[int, list[JudgedFinding]]:
    """Findings by call, those of trial rules left out."""
    found: dict[int, list[JudgedFinding]] = defaultdict(list)
    for chunk in _chunks(calls):
        query = sa.select(FindingRow).where(
            FindingRow.scorecard_id.in_([call.counted for call in chunk]), FindingRow.trial.is_(False)
        )
        for row in session.scalars(query.order_by(FindingRow.id)):
            found[row.call_id].append(_finding(row, words.get((row.call_id, row.rule, row.fingerprint))))
    return found


def words_on(session: Session, calls: Sequence[CallLine]) -> Words:
    """The newest verdict on each target, blind rounds left out."""
    found: dict[tuple[int, str, str | None], VerdictRow] = {}
    for chunk in _chunks(calls):
        query = sa.select(VerdictRow).where(
            VerdictRow.call_id.in_([call.key for call in chunk]),
            VerdictRow.current,
            VerdictRow.calibration_id.is_(None),
        )
        for row in session.scalars(query.order_by(VerdictRow.id)):
            found[row.call_id, row.rule, row.fingerprint] = row
    return found


def _finding(row: FindingRow, word: VerdictRow | None) -> JudgedFinding:
    if word is None:
        return JudgedFinding(row, row.status, row.start, row.end, by_person=False, note="")
    said = word.reason != ACCEPTED
    return JudgedFinding(
        row,
        word.status,
        word.start if word.start is not None else row.start,
        word.end if word.end is not None else row.end,
        by_person=said,
        note=word.reason if said else "",
    )


def _chunks(calls: Sequence[CallLine]) -> Iterator[Sequence[CallLine]]:
    return (calls[start : start + CHUNK] for start in range(0, len(calls), CHUNK))
