"""From draft to settled: signature, appeal, answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.case import Case
from autoqa.review.rights import Person, Right
from autoqa.review.verdicts import LONGEST_REASON, RefusedError, Said, record
from autoqa.store import Store, note
from autoqa.store.tables import ACCEPTED, AppealRow, ReviewRow, ReviewState, SampleCallRow
from autoqa.types import Status


def sign(session: Session, case: Case, person: Person) -> None:
    """Fix score, grade and fatal items.

    Raises:
        RefusedError: something is still open, or the call is signed already.
    """
    review = _review(session, case)
    if review.state not in (ReviewState.DRAFT, ReviewState.IN_REVIEW):
        raise RefusedError("这通录音已经签过字")
    if case.open_items:
        names = "、".join(one.now.id for one in case.open_items[:8])
        raise RefusedError(f"还有 {len(case.open_items)} 项待定：{names}")
    _accept(session, case, person)
    _fix(review, case)
    now = datetime.now(UTC)
    review.state, review.signed_by, review.signed_at = ReviewState.SIGNED, person.id, now
    review.scorecard_id = case.row.id
    review.locked_by = review.locked_until = None
    note(session, person.login, "sign", f"call:{case.call.id}", **_final(review))


def appeal_until(review: ReviewRow, days: float) -> datetime | None:
    """Last moment of an appeal; None before the signature."""
    return None if review.signed_at is None else review.signed_at + timedelta(days=days)


def may_appeal(review: ReviewRow, person: Person, days: float) -> bool:
    until = appeal_until(review, days)
    in_time = until is not None and datetime.now(UTC) <= until
    return person.may(Right.APPEAL) and review.state is ReviewState.SIGNED and in_time


def file_appeal(
    session: Session, case: Case, person: Person, item: str | None, reason: str, days: float
) -> None:
    """申诉 against an item or the whole (``item`` None).

    Raises:
        RefusedError: not signed, too late, without reason, or of an item that there is not.
    """
    review = _review(session, case)
    if not may_appeal(review, person, days):
        raise RefusedError("现在不能申诉：未签字、已申诉过，或申诉期已过")
    if not reason.strip():
        raise RefusedError("请写明申诉理由", "reason")
    if item and item not in {one.now.id for one in (*case.items, *case.fatals)}:
        raise RefusedError("没有这个评分项", "item")
    review.state = ReviewState.APPEALED
    session.add(
        AppealRow(
            call_id=case.call.id,
            item=item or None,
            reason=reason.strip()[:LONGEST_REASON],
            filed_by=person.id,
            filed_at=datetime.now(UTC),
        )
    )
    note(session, person.login, "appeal", f"call:{case.call.id}", item=item, reason=reason.strip())


def may_answer(review: ReviewRow, appeal: AppealRow | None, person: Person) -> bool:
    """Whoever signed or appealed cannot be the judge of it."""
    second = appeal is not None and person.id not in (review.signed_by, appeal.filed_by)
    return person.may(Right.ANSWER) and review.state is ReviewState.APPEALED and second


def answer_appeal(session: Session, case: Case, person: Person, upheld: bool, answer: str) -> None:
    """Decide an appeal, for good. Upheld, the verdicts that the second person gave count: the final score is
    fixed anew; refused, it stays.

    Raises:
        RefusedError: by the wrong person, without a reason, or something was left open.
    """
    review, appeal = _review(session, case), open_appeal(session, case.call.id)
    if appeal is None or not may_answer(review, appeal, person):
        raise RefusedError("申诉须由签字人和申诉人以外的人答复")
    if not answer.strip():
        raise RefusedError("请写明答复理由", "answer")
    before = _final(review)
    if upheld:
        if case.open_items:
            raise RefusedError(f"还有 {len(case.open_items)} 项待定")
        _fix(review, case)
    appeal.upheld, appeal.answer = upheld, answer.strip()[:LONGEST_REASON]
    appeal.decided_by, appeal.decided_at = person.id, datetime.now(UTC)
    review.state, review.settled_at = ReviewState.SETTLED, datetime.now(UTC)
    detail = {"upheld": upheld, "before": before, "after": _final(review)}
    note(session, person.login, "answer", f"call:{case.call.id}", **detail)


def open_appeal(session: Session, call_id: int) -> AppealRow | None:
    query = sa.select(AppealRow).where(AppealRow.call_id == call_id, AppealRow.decided_at.is_(None))
    return session.scalars(query.order_by(AppealRow.id.desc())).first()


def settle_due(store: Store, days: float) -> int:
    """Settle signed calls whose time for appeals has passed; returns how many."""
    now = datetime.now(UTC)
    due = sa.select(ReviewRow).where(
        ReviewRow.state == ReviewState.SIGNED, ReviewRow.signed_at < now - timedelta(days=days)
    )
    with store.write() as session:
        rows = session.scalars(due.limit(1000)).all()
        for row in rows:
            row.state, row.settled_at = ReviewState.SETTLED, now
            note(session, "autoqa review", "settle", f"call:{row.call_id}")
    return len(rows)


def _accept(session: Session, case: Case, person: Person) -> None:
    """The signature stands for what nobody touched: flags are accepted, and on a call that was drawn at
    random, which is heard as a whole, so is what the machine found in order. Without this nobody could know
    how often the machine is right, or what it misses."""
    drawn = is_sampled(session, case.call.id)
    for one in case.findings:
        wanted = one.machine.status is Status.FAIL or (drawn and one.machine.status is not Status.UNSURE)
        if one.human is None and wanted:
            record(session, case, Said("finding", one.row.key, one.machine.status, reason=ACCEPTED), person)


def is_sampled(session: Session, call_id: int) -> bool:
    """Whether the call was drawn to be heard, flagged or not."""
    query = sa.select(SampleCallRow.sample_id).where(SampleCallRow.call_id == call_id)
    return session.scalars(query.limit(1)).first() is not None


def _review(session: Session, case: Case) -> ReviewRow:
    row = session.get(ReviewRow, case.call.id)
    if row is None:
        raise RefusedError("这通录音还没有进入队列")
    return row


def _fix(review: ReviewRow, case: Case) -> None:
    human = case.human
    review.final_score = human.score.lowest
    review.final_grade = human.grade
    review.final_fatal = any(fatal.status is Status.FAIL for fatal in human.fatal)
    review.final_items = {
        "items": [
            {"id": item.id, "awarded": item.awarded, "max": item.max, "status": item.status.value}
            for item in human.items
        ],
        "fatal": [
            {"id": fatal.item, "effect": fatal.effect, "status": fatal.status.value} for fatal in human.fatal
        ],
    }


def _final(review: ReviewRow) -> dict[str, Any]:
    return {"score": review.final_score, "grade": review.final_grade, "fatal": review.final_fatal}
