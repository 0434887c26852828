"""One call as it stands between machine and people: both verdicts of every finding and item, both totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from autoqa.errors import AutoqaError
from autoqa.pipeline import Workshop
from autoqa.scoring import Ruling, Scored, Standard, bounds, score, usual_points
from autoqa.store.tables import CallRow, FindingRow, ReviewRow, ReviewState, ScorecardRow, UserRow, VerdictRow
from autoqa.types import Cause, Finding, ItemResult, Scorecard, Status

OPEN = (ReviewState.DRAFT, ReviewState.IN_REVIEW)


@dataclass(frozen=True)
class Word:
    """What a person said, and who."""

    row: VerdictRow
    by: str


@dataclass(frozen=True)
class JudgedFinding:
    """A finding with the machine's verdict and, where there is one, a person's beside it."""

    row: FindingRow
    machine: Finding
    human: Word | None

    @property
    def effective(self) -> Finding:
        """The finding as it counts: the person's verdict where there is one."""
        if self.human is None:
            return self.machine
        said = self.human.row
        open_ = said.status is Status.UNSURE
        known: dict[str, object] = {
            "status": said.status,
            "cause": (self.machine.cause or Cause.MANUAL) if open_ else None,
            "confidence": None if open_ else 1.0,
            "start": said.start if said.start is not None else self.machine.start,
            "end": said.end if said.end is not None else self.machine.end,
        }
        if said.status is not self.machine.status and said.reason:
            known["reason"] = said.reason
        return self.machine.model_copy(update=known)


@dataclass(frozen=True)
class JudgedItem:
    """An item (or fatal item: ``is_fatal``) before and after people. ``low`` and ``high`` bound what a person
    may give; ``fail_points`` is what a failure usually leaves."""

    machine: ItemResult
    now: ItemResult
    human: Word | None
    low: float
    high: float | None
    fail_points: float
    is_fatal: bool = False
    effect: str = ""

    @property
    def is_open(self) -> bool:
        return self.now.status is Status.UNSURE


@dataclass(frozen=True)
class Case:
    """Everything the call page shows. ``standard`` is None when the rules no longer have it: then nothing
    can be judged."""

    call: CallRow
    review: ReviewRow
    row: ScorecardRow
    card: Scorecard
    standard: Standard | None
    words: tuple[Word, ...]

    @cached_property
    def findings(self) -> tuple[JudgedFinding, ...]:
        said = {(word.row.rule, word.row.fingerprint): word for word in self.words if word.row.fingerprint}
        machine = {finding.id: finding for finding in self.card.findings}
        return tuple(
            JudgedFinding(row, machine[row.key], said.get((row.rule, row.fingerprint)))
            for row in self.row.findings
            if row.key in machine
        )

    @cached_property
    def rulings(self) -> Mapping[str, Ruling]:
        return {
            word.row.rule: Ruling(word.row.status, word.row.points, word.row.reason)
            for word in self.words
            if word.row.fingerprint is None
        }

    @cached_property
    def human(self) -> Scored:
        """The scorecard with the verdicts of people in it."""
        if self.standard is None:
            return self.machine
        return score(self.standard, [finding.effective for finding in self.findings], self.rulings)

    @property
    def machine(self) -> Scored:
        """The scorecard as the machine drafted it."""
        return Scored(self.card.score, self.card.items, self.card.fatal, self.card.grade)

    @cached_property
    def items(self) -> tuple[JudgedItem, ...]:
        said = {word.row.rule: word for word in self.words if word.row.fingerprint is None}
        before = {item.id: item for item in self.card.items}
        known = {item.id: item for _, item in self.standard.items} if self.standard else {}
        judged = []
        for now in self.human.items:
            item = known.get(now.id)
            low, high = bounds(item) if item else (0.0, now.max)
            fail = usual_points(item, Status.FAIL) if item else 0.0
            judged.append(JudgedItem(before.get(now.id, now), now, said.get(now.id), low, high, fail))
        return tuple(judged)

    @cached_property
    def fatals(self) -> tuple[JudgedItem, ...]:
        """Fatal items that the machine or a person raised or left open."""
        said = {word.row.rule: word for word in self.words if word.row.fingerprint is None}
        before = {fatal.item: fatal for fatal in self.card.fatal}
        after = {fatal.item: fatal for fatal in self.human.fatal}
        judged = []
        for fatal in self.standard.file.fatal if self.standard else ():
            old, new = before.get(fatal.id), after.get(fatal.id)
            if old is None and new is None:
                continue
            base = ItemResult(
                id=fatal.id,
                title=fatal.title,
                section="致命项",
                max=0.0,
                awarded=None,
                low=0.0,
                high=0.0,
                status=old.status if old else Status.PASS,
                mode=fatal.mode,
                reason="",
                findings=old.findings if old else (),
            )
            now = base.model_copy(update={"status": new.status if new else Status.PASS})
            effect = (new or old).effect if (new or old) else ""  # type: ignore[union-attr]
            judged.append(JudgedItem(base, now, said.get(fatal.id), 0.0, 0.0, 0.0, True, effect))
        return tuple(judged)

    @property
    def open_items(self) -> tuple[JudgedItem, ...]:
        """What still keeps the call from being signed."""
        return tuple(one for one in (*self.fatals, *self.items) if one.is_open)

    def with_word(self, word: Word) -> Case:
        """The case as it would be with one more verdict, for telling whether points would move."""
        return replace(self, words=(*self.without(word.row).words, word))

    def without(self, row: VerdictRow) -> Case:
        """The case as if nobody had said anything of a verdict's target."""
        same = (row.rule, row.fingerprint)
        kept = tuple(one for one in self.words if (one.row.rule, one.row.fingerprint) != same)
        return replace(self, words=kept)


def load_case(
    session: Session, workshop: Workshop, call: CallRow, blind: tuple[int, int] | None = None
) -> Case | None:
    """The case of a call; None when it was never scored or retention removed its scorecard.

    A review that waits for its signature is of the current scorecard, a signed one of that it was signed on.
    ``blind``: calibration and user whose verdicts alone are shown.
    """
    review = session.get(ReviewRow, call.id)
    query = sa.select(ScorecardRow).where(ScorecardRow.call_id == call.id)
    if review is None or review.state in OPEN:
        query = query.where(ScorecardRow.current)
    else:
        query = query.where(ScorecardRow.id == review.scorecard_id)
    row = session.scalars(query.options(undefer(ScorecardRow.document))).first()
    if row is None or row.document is None:
        return None
    if review is None:
        review = ReviewRow(call_id=call.id, scorecard_id=row.id, state=ReviewState.DRAFT, band=9, rank=0.0)
    card = Scorecard.model_validate_json(row.document)
    assert row.findings is not None
    return Case(call, review, row, card, _standard(workshop, card), words_on(session, call.id, blind))


def words_on(session: Session, call_id: int, blind: tuple[int, int] | None = None) -> tuple[Word, ...]:
    """The newest verdict on each target of a call: of everybody outside blind rounds, or of one user in one
    round (``blind``: calibration and user)."""
    query = (
        sa.select(VerdictRow, UserRow.name)
        .join(UserRow, UserRow.id == VerdictRow.user_id)
        .where(VerdictRow.call_id == call_id, VerdictRow.current)
        .order_by(VerdictRow.id)
    )
    if blind is None:
        query = query.where(VerdictRow.calibration_id.is_(None))
    else:
        query = query.where(VerdictRow.calibration_id == blind[0], VerdictRow.user_id == blind[1])
    newest = {(row.rule, row.fingerprint): Word(row, name) for row, name in session.execute(query)}
    return tuple(newest.values())


def _standard(workshop: Workshop, card: Scorecard) -> Standard | None:
    try:
        return workshop.ruleset(card.call.campaign).standard(card.scorecard.id)
    except AutoqaError:
        return None
