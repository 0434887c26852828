"""What a key press changes: verdicts, signature, appeal."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from autoqa.review import holding, signing, words
from autoqa.review.case import Case
from autoqa.review.pages.calls import shown
from autoqa.review.pages.lookup import case_of
from autoqa.review.supplements import add_supplement
from autoqa.review.verdicts import RefusedError, Said, record, withdraw
from autoqa.review.visit import Visit
from autoqa.store.tables import ReviewState
from autoqa.types import Status


def judge(visit: Visit) -> Response:
    """One verdict; answers with every part of the page that it may have changed."""
    with visit.desk.store.write() as session:
        case, blind = case_of(visit, session)
        _must_hold(visit, session, case, blind)
        if visit.form.get("status") == "":
            withdraw(
                session, case, visit.form.get("kind", ""), visit.form.get("target", ""), visit.person, blind
            )
        else:
            record(session, case, _said(visit), visit.person, blind)
        session.flush()
        case, blind = case_of(visit, session)
        return _changed(visit, case, blind)


def accept_rest(visit: Visit) -> Response:
    """Everything that is still open and that no flag speaks against is met: one verdict an item."""
    with visit.desk.store.write() as session:
        case, blind = case_of(visit, session)
        _must_hold(visit, session, case, blind)
        against = {
            finding.row.key
            for finding in case.findings
            if finding.effective.status in (Status.FAIL, Status.UNSURE) and not finding.machine.trial
        }
        for item in case.open_items:
            if against.isdisjoint(item.now.findings):
                said = Said("item", item.now.id, Status.PASS, reason="其余人工项批量判为合格")
                record(session, case, said, visit.person, blind)
        session.flush()
        case, blind = case_of(visit, session)
        return _changed(visit, case, blind)


def sign(visit: Visit) -> Response:
    with visit.desk.store.write() as session:
        case, blind = case_of(visit, session)
        if blind is not None:
            raise RefusedError("校准中的判定不签字")
        _must_hold(visit, session, case, None)
        signing.sign(session, case, visit.person)
    if visit.form.get("onward") == "1":
        return visit.go(f"/queue/next?after={case.call.id}")
    return visit.go(f"/calls/{case.call.id}?notice=signed")


def appeal(visit: Visit) -> Response:
    item, reason = visit.form.get("item", ""), visit.form.get("reason", "")
    with visit.desk.store.write() as session:
        case, _ = case_of(visit, session)
        signing.file_appeal(
            session, case, visit.person, item or None, reason, visit.desk.settings.appeal_days
        )
    return visit.go(f"/calls/{case.call.id}?notice=appealed")


def answer(visit: Visit) -> Response:
    with visit.desk.store.write() as session:
        case, _ = case_of(visit, session)
        upheld = visit.form.get("upheld") == "1"
        signing.answer_appeal(session, case, visit.person, upheld, visit.form.get("answer", ""))
    return visit.go(f"/calls/{case.call.id}?notice=answered")


def supplement(visit: Visit) -> Response:
    """A later recording closes a violation; also after the signature, for it changes no score."""
    form = visit.form
    with visit.desk.store.write() as session:
        case, _ = case_of(visit, session)
        add_supplement(
            session, case, visit.person, form.get("rule", ""), form.get("recording", ""), form.get("note", "")
        )
    return visit.go(f"/calls/{case.call.id}?notice=saved")


def _must_hold(visit: Visit, session: Session, case: Case, blind: int | None) -> None:
    """Verdicts come from whoever holds the call, judges it blindly, or answers its appeal."""
    if blind is not None:
        return
    answering = signing.may_answer(case.review, signing.open_appeal(session, case.call.id), visit.person)
    if not answering and not holding.holds(session, case.call.id, visit.person):
        held = holding.take(session, case.call.id, visit.person, visit.desk.settings.hold_minutes)
        if not held.mine:
            raise RefusedError(f"{held.by}正在复核这通录音" if held.by else "这通录音已签字，不能再改")


def _said(visit: Visit) -> Said:
    form = visit.form
    try:
        status = Status(form.get("status", ""))
        points, start, end, seconds = (
            _number(form.get(key, "")) for key in ("points", "start", "end", "seconds")
        )
    except ValueError:
        raise RefusedError("结论或得分不是数字") from None
    return Said(
        kind=form.get("kind", ""),
        target=form.get("target", ""),
        status=status,
        points=points,
        reason=form.get("reason", ""),
        start=start,
        end=end,
        seconds=seconds,
    )


def _number(text: str) -> float | None:
    if not text:
        return None
    number = float(text)
    if not -1e6 < number < 1e6:
        raise ValueError(text)
    return number


def _changed(visit: Visit, case: Case, blind: int | None) -> Response:
    answering = blind is None and case.review.state is ReviewState.APPEALED
    here = {"judging": True, "blind": blind, "answering": answering, "words": words}
    values: dict[str, Any] = {**shown(visit, case), **here}
    parts = visit.text("_parts.html.j2", **values)
    return JSONResponse({"parts": parts, "open": len(case.open_items)})
