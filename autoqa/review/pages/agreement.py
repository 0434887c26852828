"""Calibration pages."""

from __future__ import annotations

import re

import sqlalchemy as sa
from starlette.responses import Response

from autoqa.review import calibration
from autoqa.review.facets import inspectors
from autoqa.review.pages.lookup import call_of, round_of
from autoqa.review.rights import Right
from autoqa.review.visit import StopError, Visit
from autoqa.store.tables import CalibrationCallRow, CalibrationRow, CallRow


def index(visit: Visit) -> Response:
    """One's own tasks; for who leads them, all calibrations and a form for another."""
    with visit.desk.store.read() as session:
        query = sa.select(CalibrationRow).order_by(CalibrationRow.id.desc())
        if not visit.may(Right.LEAD_CALIBRATION):
            mine = sa.select(CalibrationCallRow.calibration_id).where(
                CalibrationCallRow.user_id == visit.person.id
            )
            query = query.where(CalibrationRow.id.in_(mine))
        rows = session.scalars(query.limit(100)).all()
        own = {row.id: calibration.tasks(session, row.id, visit.person.id) for row in rows}
        people = inspectors(session)
    return visit.page("calibrations.html.j2", rows=rows, own=own, people=people)


def create(visit: Visit) -> Response:
    names = [name for name in re.split(r"[\s,，、]+", visit.form.get("calls", "")) if name][:200]
    users = [int(key.removeprefix("user-")) for key in visit.form if re.fullmatch(r"user-\d{1,18}", key)]
    with visit.desk.store.write() as session:
        calls = session.scalars(sa.select(CallRow.id).where(CallRow.call_id.in_(names))).all()
        number = calibration.begin(session, visit.person, visit.form.get("title", ""), calls, users)
    return visit.go(f"/calibrations/{number}")


def show(visit: Visit) -> Response:
    """One's own calls; how far people agree, once one has finished one's own or leads the round."""
    with visit.desk.store.read() as session:
        found = calibration.result(session, _number(visit))
        if found is None:
            raise StopError(404, "没有这次校准")
        own = calibration.tasks(session, found.row.id, visit.person.id)
    leads = visit.may(Right.LEAD_CALIBRATION)
    if not own and not leads:
        raise StopError(403, "您没有参加这次校准")
    finished = bool(own) and all(done is not None for _, done in own)
    return visit.page("calibration.html.j2", found=found, own=own, shown=leads or finished)


def finish(visit: Visit) -> Response:
    """One call judged; on to the next."""
    with visit.desk.store.write() as session:
        call = call_of(visit, session)
        number = round_of(visit, session, call)
        if number is None:
            raise StopError(404, "没有这次校准")
        calibration.finish_call(session, number, call.id, visit.person.id)
        left = [one.id for one, done in calibration.tasks(session, number, visit.person.id) if done is None]
    return visit.go(f"/calls/{left[0]}?round={number}" if left else f"/calibrations/{number}")


def close(visit: Visit) -> Response:
    with visit.desk.store.write() as session:
        calibration.close(session, _number(visit), visit.person)
    return visit.go(f"/calibrations/{_number(visit)}")


def _number(visit: Visit) -> int:
    given = visit.request.path_params["calibration"]
    if not given.isdigit() or len(given) > 18:
        raise StopError(404, "没有这次校准")
    return int(given)
