"""Users, and who gets which calls."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import sqlalchemy as sa
from starlette.responses import Response

from autoqa.errors import UsageError
from autoqa.review.accounts import SHORTEST, add_user, all_users, known_user, set_active, set_password
from autoqa.review.assignment import assign, deal_again
from autoqa.review.facets import facets, inspectors
from autoqa.review.triage import Band
from autoqa.review.verdicts import RefusedError
from autoqa.review.visit import Visit
from autoqa.store import note
from autoqa.store.tables import AssignmentRuleRow, UserRole, UserRow


def users(visit: Visit) -> Response:
    with visit.desk.store.read() as session:
        rows = all_users(session)
    return visit.page("users.html.j2", rows=rows, roles=UserRole, shortest=SHORTEST)


def create(visit: Visit) -> Response:
    form = visit.form
    try:
        role = UserRole(form.get("role", ""))
    except ValueError:
        raise RefusedError("没有这个角色") from None
    try:
        with visit.desk.store.write() as session:
            add_user(
                session,
                form.get("login", ""),
                form.get("password", ""),
                role,
                name=form.get("name", "")[:64],
                agent_id=form.get("agent_id", "").strip() or None,
                team=form.get("team", "").strip() or None,
                by=visit.person.login,
            )
    except UsageError:
        told = f"没有建成：用户名须未被使用，密码至少 {SHORTEST} 个字符，坐席须填工号"
        raise RefusedError(told) from None
    return visit.go("/users?notice=saved")


def change(visit: Visit) -> Response:
    """Another password, or in or out."""
    form = visit.form
    with visit.desk.store.write() as session:
        row = known_user(session, form.get("login", ""))
        if form.get("password"):
            if len(form["password"]) < SHORTEST:
                raise RefusedError(f"密码至少 {SHORTEST} 个字符")
            set_password(session, row, form["password"], by=visit.person.login)
        elif form.get("active") in ("0", "1"):
            if row.id == visit.person.id:
                raise RefusedError("不能停用自己")
            set_active(session, row, form["active"] == "1", by=visit.person.login)
    return visit.go("/users?notice=saved")


def assignments(visit: Visit) -> Response:
    with visit.desk.store.read() as session:
        query = sa.select(AssignmentRuleRow, UserRow.name).join(
            UserRow, UserRow.id == AssignmentRuleRow.user_id
        )
        rows = session.execute(query.order_by(AssignmentRuleRow.id)).all()
        people, offered = inspectors(session), facets(session, visit.desk)
    bands = [band for band in Band if band is not Band.REST]
    return visit.page("assignments.html.j2", rows=rows, people=people, facets=offered, bands=bands)


def add_rule(visit: Visit) -> Response:
    """A rule for calls to come, applied at once to those that nobody has; of a lead, for the own team."""
    form = visit.form
    with visit.desk.store.write() as session:
        user = form.get("user", "")
        if not user.isdigit() or int(user) not in dict(inspectors(session)):
            raise RefusedError("请选择质检员")
        band = form.get("band", "")
        session.add(
            AssignmentRuleRow(
                user_id=int(user),
                team=visit.person.own_team or form.get("team") or None,
                campaign=form.get("campaign") or None,
                agent_id=form.get("agent") or None,
                rule=form.get("rule") or None,
                band=int(band) if re.fullmatch(r"[0-4]", band) else None,
                created_by=visit.person.id,
                created_at=datetime.now(UTC),
            )
        )
        session.flush()
        dealt = deal_again(session)
        note(session, visit.person.login, "assignment_rule", f"user:{user}", dealt=dealt)
    return visit.go("/assignments?notice=saved")


def remove_rule(visit: Visit) -> Response:
    number = visit.form.get("rule", "")
    with visit.desk.store.write() as session:
        if number.isdigit() and len(number) <= 18:
            doomed = sa.delete(AssignmentRuleRow).where(AssignmentRuleRow.id == int(number))
            if visit.person.own_team is not None:
                doomed = doomed.where(AssignmentRuleRow.team == visit.person.own_team)
            session.execute(doomed)
            note(session, visit.person.login, "assignment_rule", f"rule:{number}", removed=True)
    return visit.go("/assignments?notice=saved")


def assign_calls(visit: Visit) -> Response:
    """The calls marked in the queue to one inspector, or back to everybody."""
    user = visit.form.get("user", "")
    calls = [int(one) for one in visit.form.get("call", "").split(",") if one.isdigit() and len(one) <= 18]
    with visit.desk.store.write() as session:
        if user and (not user.isdigit() or int(user) not in dict(inspectors(session))):
            raise RefusedError("请选择质检员")
        row = session.get(UserRow, int(user)) if user else None
        assign(session, calls, row, by=visit.person)
    return visit.go("/queue?notice=saved")
