"""The page of one call, and its sound."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, JSONResponse, Response

from autoqa.errors import AudioError
from autoqa.report import wording
from autoqa.review import holding, words
from autoqa.review.case import Case, JudgedFinding
from autoqa.review.pages.lookup import call_of, case_of
from autoqa.review.queue import next_call
from autoqa.review.rights import Right
from autoqa.review.signing import appeal_until, is_sampled, may_answer, may_appeal, open_appeal
from autoqa.review.sound import Source, source_of
from autoqa.review.supplements import closable, supplements_of
from autoqa.review.visit import StopError, Visit
from autoqa.store import current_scorecard, note
from autoqa.store.tables import AppealRow, CallRow, ReviewState, UserRow
from autoqa.text.masking import Cover, personal_sounds
from autoqa.types import Scorecard, Segment, Status

_log = logging.getLogger("autoqa.review")


def show(visit: Visit) -> Response:
    """The call page; opening it takes the call, where it is open and nobody else holds it."""
    with visit.desk.store.write() as session:
        case, blind = case_of(visit, session)
        hold = holding.Hold(False)
        if visit.may(Right.JUDGE) and blind is None:
            hold = holding.take(session, case.call.id, visit.person, visit.desk.settings.hold_minutes)
            if hold.mine:
                case, blind = case_of(visit, session)
        note(session, visit.person.login, "view", f"call:{case.call.id}")
        values = _values(visit, session, case, blind, hold)
    return visit.page("call.html.j2", **values)


def _values(
    visit: Visit, session: Session, case: Case, blind: int | None, hold: holding.Hold
) -> dict[str, Any]:
    appeal = open_appeal(session, case.call.id)
    answering = blind is None and may_answer(case.review, appeal, visit.person)
    return {
        **shown(visit, case),
        "blind": blind,
        "hold": hold,
        "judging": case.standard is not None and (hold.mine or blind is not None or answering),
        "answering": answering,
        "appealing": blind is None and may_appeal(case.review, visit.person, visit.desk.settings.appeal_days),
        "appeal_until": appeal_until(case.review, visit.desk.settings.appeal_days),
        "appeals": _appeals(session, case.call) if blind is None else [],
        "supplements": supplements_of(session, case.call.id) if blind is None else [],
        "closable": closable(case) if blind is None and visit.may(Right.JUDGE) else [],
        "signer": _name(session, case.review.signed_by),
        "sampled": is_sampled(session, case.call.id),
        "has_sound": source_of(session, case.call) is not None,
        "turns": _turns(visit, case),
        "next_call": _next(visit, session, case, hold),
        "words": words,
        "at": _seconds(visit.query.get("t", "")),
    }


def shown(visit: Visit, case: Case) -> dict[str, Any]:
    """What the parts of the page that change with a verdict are made of."""
    by_key = {finding.machine.id: finding for finding in case.findings}
    machine = [finding.machine for finding in case.findings]

    def judged(found: list[Any]) -> list[JudgedFinding]:
        return [by_key[one.id] for one in found]

    missed = [
        one
        for one in case.findings
        if one.machine.status in (Status.PASS, Status.NA) and one.effective.status is Status.FAIL
    ]
    return {
        "case": case,
        "flags": [*judged(wording.flags(machine)), *missed],
        "doubts": judged(wording.doubts(machine)),
        "passes": [
            one
            for one in case.findings
            if one.machine.status in (Status.PASS, Status.NA) and one not in missed
        ],
        "items_of": _items_of(case),
        "plain": (lambda text: text) if visit.may(Right.PERSONAL) else _cover(case.card),
        "states": ReviewState,
    }


def _cover(card: Scorecard) -> Cover:
    return Cover.of(card.call.customer_name, card.transcript.segments)


def _items_of(case: Case) -> dict[str, list[str]]:
    """Ids of the items that rest on a finding."""
    found: dict[str, list[str]] = {}
    named = [(item.id, item.findings) for item in case.card.items]
    named += [(fatal.item, fatal.findings) for fatal in case.card.fatal]
    for name, keys in named:
        for key in keys:
            found.setdefault(key, []).append(name)
    return found


def _turns(visit: Visit, case: Case) -> list[dict[str, Any]]:
    segments: tuple[Segment, ...] = case.card.transcript.segments
    clear = visit.may(Right.PERSONAL)
    texts = [one.text for one in segments] if clear else _cover(case.card).texts(segments)
    marked = [
        (one.machine.start, one.machine.end, one.machine.status.value, one.machine.id)
        for one in case.findings
        if one.machine.status in (Status.FAIL, Status.UNSURE)
        and one.machine.quote
        and one.machine.start is not None
        and one.machine.end is not None
    ]
    turns = []
    for segment, text in zip(segments, texts, strict=True):
        touching = [mark for mark in marked if segment.start < mark[1] and segment.end > mark[0]]
        turns.append(
            {
                "segment": segment,
                "text": text,
                "role": segment.role.value if segment.role else "other",
                "mark": "fail"
                if any(mark[2] == "fail" for mark in touching)
                else "unsure"
                if touching
                else "",
                "marks": [mark[3] for mark in touching],
            }
        )
    return turns


def _appeals(session: Session, call: CallRow) -> list[dict[str, Any]]:
    query = sa.select(AppealRow).where(AppealRow.call_id == call.id).order_by(AppealRow.id)
    return [
        {"row": row, "by": _name(session, row.filed_by), "answered_by": _name(session, row.decided_by)}
        for row in session.scalars(query)
    ]


def _name(session: Session, user_id: int | None) -> str:
    row = session.get(UserRow, user_id) if user_id is not None else None
    return row.name if row else ""


def _next(visit: Visit, session: Session, case: Case, hold: holding.Hold) -> int | None:
    """The call to fetch ahead."""
    if not hold.mine:
        return None
    return next_call(session, visit.person, case.call.id, datetime.now(UTC), mine=False)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None


def hold(visit: Visit) -> Response:
    """A sign of life from an open page."""
    with visit.desk.store.write() as session:
        call = call_of(visit, session)
        held = holding.take(session, call.id, visit.person, visit.desk.settings.hold_minutes)
    until = held.until.isoformat() if held.until else ""
    return JSONResponse({"mine": held.mine, "by": held.by, "until": until})


def release(visit: Visit) -> Response:
    """The page is left; ``until`` is the end of the hold that it knew."""
    try:
        until = datetime.fromisoformat(visit.form.get("until", ""))
    except ValueError:
        raise StopError(422, "没有说明要放开哪次占用") from None
    with visit.desk.store.write() as session:
        holding.release(session, call_of(visit, session).id, visit.person, until)
    return Response(status_code=204)


def audio(visit: Visit) -> Response:
    """The sound as WAV, in pieces where the browser asks for pieces; ``bleep`` hides personal numbers
    and names."""
    source, card = _source(visit)
    spans = personal_sounds(_cover(card), card.transcript.segments) if card is not None else None
    with _told_in_chinese():
        sound = visit.desk.sound
        path = sound.wav(source) if spans is None else sound.bleeped(source, spans)
    asked = visit.request.headers
    if "x-ahead" not in asked and asked.get("range", "bytes=0-").startswith("bytes=0-"):
        with visit.desk.store.write() as session:
            note(session, visit.person.login, "listen", f"call:{call_of(visit, session).id}")
    kept = {"cache-control": "private, max-age=3600"}
    return FileResponse(path, media_type="audio/wav", headers=kept)


def outline(visit: Visit) -> Response:
    """Peaks of both channels."""
    source, _ = _source(visit)
    with _told_in_chinese():
        peaks = visit.desk.sound.outline(source)
    kept = {"cache-control": "private, max-age=3600"}
    return Response(peaks, media_type="application/json", headers=kept)


@contextmanager
def _told_in_chinese() -> Iterator[None]:
    """The cause goes to the server's log, for an inspector is not told where files lie."""
    try:
        yield
    except AudioError as error:
        _log.warning("%s", error)
        raise StopError(422, "录音不在原处、换成了别的内容，或已经损坏。请管理员看服务器日志") from None


def _source(visit: Visit) -> tuple[Source, Scorecard | None]:
    with visit.desk.store.read() as session:
        call = call_of(visit, session)
        source = source_of(session, call)
        bleeping = current_scorecard(session, call.id) if visit.query.get("bleep") else None
    if source is None:
        raise StopError(404, "这通只有文字稿，没有录音")
    document = bleeping.document if bleeping is not None else None
    if visit.query.get("bleep") and document is None:
        raise StopError(404, "文字稿已按期限清除，不能消音")
    return source, Scorecard.model_validate_json(document) if document else None
