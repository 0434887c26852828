"""Lists around the work: appeals, one's own calls, statistics, exports, the log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from starlette.responses import Response

from autoqa.review import figures
from autoqa.review.labels import as_csv, labels
from autoqa.review.rights import Right
from autoqa.review.visit import StopError, Visit
from autoqa.store import note
from autoqa.store.tables import AppealRow, AuditRow, CallRow, ReviewRow, ReviewState, UserRole, UserRow
from autoqa.text.masking import Cover

_MOST = 200
_SHOWN = (ReviewState.SIGNED, ReviewState.APPEALED, ReviewState.SETTLED)


def mine(visit: Visit) -> Response:
    """Signed calls of an agent, or of a lead's team, the newest first, with their appeals."""
    person = visit.person
    query = (
        sa.select(CallRow, ReviewRow, AppealRow)
        .join(ReviewRow, ReviewRow.call_id == CallRow.id)
        .outerjoin(AppealRow, AppealRow.call_id == CallRow.id)
        .where(ReviewRow.state.in_(_SHOWN))
        .order_by(ReviewRow.signed_at.desc())
        .limit(_MOST)
    )
    if person.role is UserRole.AGENT:
        query = query.where(CallRow.agent_id == (person.agent_id or ""))
    elif person.team is not None:
        query = query.where(CallRow.team == person.team)
    with visit.desk.store.read() as session:
        rows = session.execute(query).all()
    return visit.page("mine.html.j2", rows=rows, days=visit.desk.settings.appeal_days)


def appeals(visit: Visit) -> Response:
    """Appeals that wait, oldest first, then those that were answered."""
    query = (
        sa.select(AppealRow, CallRow, ReviewRow, UserRow.name)
        .join(CallRow, CallRow.id == AppealRow.call_id)
        .join(ReviewRow, ReviewRow.call_id == AppealRow.call_id)
        .join(UserRow, UserRow.id == AppealRow.filed_by)
        .order_by(AppealRow.decided_at.is_not(None), AppealRow.id)
        .limit(_MOST)
    )
    with visit.desk.store.read() as session:
        rows = session.execute(query).all()
    clear = visit.may(Right.PERSONAL)
    plain = [(lambda text: text) if clear else Cover.of(row[1].customer_name) for row in rows]
    return visit.page("appeals.html.j2", rows=list(zip(rows, plain, strict=True)))


def statistics(visit: Visit) -> Response:
    """The last days: inspectors and rules."""
    given = visit.query.get("days", "30")
    days = int(given) if given in ("1", "7", "30", "90") else 30
    since = datetime.now(UTC) - timedelta(days=days)
    titles = {name: rule.file.title for name, rule in visit.desk.workshop.ruleset().rules.items()}
    with visit.desk.store.read() as session:
        people, rules = figures.inspectors(session, since), figures.rules(session, since)
    return visit.page("statistics.html.j2", days=days, people=people, rules=rules, titles=titles)


def exports(visit: Visit) -> Response:
    return visit.page("exports.html.j2")


def labels_csv(visit: Visit) -> Response:
    """Human verdicts as ``labels.csv``, which ``autoqa tune`` reads; of a lead's team only that team's."""
    since, until = _day(visit, "since", 0), _day(visit, "until", 1)
    personal = visit.may(Right.PERSONAL)
    with visit.desk.store.write() as session:
        team = visit.person.own_team
        text = as_csv(labels(session, since, until, team=team, personal=personal))
        note(session, visit.person.login, "export", "labels", rows=text.count("\n") - 1, personal=personal)
    kept = {"content-disposition": 'attachment; filename="labels.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=kept)


def audit(visit: Visit) -> Response:
    """The log, the newest first."""
    actor, subject = visit.query.get("actor", "").strip()[:64], visit.query.get("subject", "").strip()[:64]
    before = visit.query.get("before", "")
    query = sa.select(AuditRow).order_by(AuditRow.id.desc()).limit(_MOST)
    if actor:
        query = query.where(AuditRow.actor == actor)
    if subject:
        query = query.where(AuditRow.subject == subject)
    if before.isdigit() and len(before) <= 18:
        query = query.where(AuditRow.id < int(before))
    with visit.desk.store.read() as session:
        rows = session.scalars(query).all()
    return visit.page("audit.html.j2", rows=rows, actor=actor, subject=subject, full=len(rows) == _MOST)


def _day(visit: Visit, name: str, days: int) -> datetime | None:
    text = visit.query.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise StopError(422, f"{text} 不是日期") from None
    return datetime.combine(day, time.min, visit.desk.settings.zone) + timedelta(days=days)
