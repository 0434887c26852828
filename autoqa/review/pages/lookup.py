"""From an address to a call that the visitor may see."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.review.case import Case, load_case
from autoqa.review.rights import Right
from autoqa.review.visit import StopError, Visit
from autoqa.store.tables import CalibrationCallRow, CallRow, ReviewRow, ReviewState

MISSING = "没有这通录音，或它还没有评分"


def call_of(visit: Visit, session: Session) -> CallRow:
    """The call whose number, or whose id at the centre, stands in the address.

    Raises:
        StopError: there is none (404), or it is not the visitor's to see (403).
    """
    name = visit.request.path_params["call"]
    query = sa.select(CallRow).order_by(CallRow.id.desc())
    row = None
    if name.isdigit() and len(name) <= 18:
        row = session.get(CallRow, int(name))
    if row is None:
        row = session.scalars(query.where(CallRow.call_id == name).limit(1)).first()
    if row is None:
        raise StopError(404, MISSING)
    review = session.get(ReviewRow, row.id)
    if not visit.person.may_see(row, review.state if review else ReviewState.DRAFT):
        raise StopError(403, "这通录音不在您的查看范围内")
    return row


def round_of(visit: Visit, session: Session, call: CallRow) -> int | None:
    """The blind round in which the call is judged, from the address or the form; None outside.

    Raises:
        StopError: the visitor has no part in that round.
    """
    given = visit.form.get("round") or visit.query.get("round", "")
    if not given.isdigit():
        return None
    part = session.get(CalibrationCallRow, (int(given), call.id, visit.person.id))
    if part is None or not visit.may(Right.CALIBRATE):
        raise StopError(403, "这通录音不在您的校准任务里")
    return int(given)


def case_of(visit: Visit, session: Session) -> tuple[Case, int | None]:
    """The case as the visitor may see it, and its blind round.

    Raises:
        StopError: see :func:`call_of`.
    """
    call = call_of(visit, session)
    blind = round_of(visit, session, call)
    shown = (blind, visit.person.id) if blind is not None else None
    case = load_case(session, visit.desk.workshop, call, shown)
    if case is None:
        raise StopError(404, MISSING)
    return case, blind
