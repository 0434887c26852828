"""Every address of the server, with the right that it asks for."""

from __future__ import annotations

from starlette.routing import Route

from autoqa.review.desk import Desk
from autoqa.review.guard import Handler, route
from autoqa.review.pages import agreement, calls, login, office, people, queue, verdicts
from autoqa.review.rights import Right

_GET: tuple[tuple[str, Right, Handler], ...] = (
    ("/", Right.LOGIN, login.home),
    ("/login", Right.NOTHING, login.show),
    ("/account", Right.LOGIN, login.account),
    ("/queue", Right.QUEUE, queue.show),
    ("/queue/next", Right.JUDGE, queue.next_one),
    ("/calls/{call}", Right.CALL, calls.show),
    ("/calls/{call}/audio.wav", Right.CALL, calls.audio),
    ("/calls/{call}/outline.json", Right.CALL, calls.outline),
    ("/mine", Right.APPEAL, office.mine),
    ("/appeals", Right.ANSWER, office.appeals),
    ("/calibrations", Right.CALIBRATE, agreement.index),
    ("/calibrations/{calibration}", Right.CALIBRATE, agreement.show),
    ("/statistics", Right.STATISTICS, office.statistics),
    ("/exports", Right.EXPORT, office.exports),
    ("/exports/labels.csv", Right.EXPORT, office.labels_csv),
    ("/assignments", Right.ASSIGN, people.assignments),
    ("/users", Right.USERS, people.users),
    ("/audit", Right.AUDIT, office.audit),
)
_POST: tuple[tuple[str, Right, Handler], ...] = (
    ("/login", Right.NOTHING, login.enter),
    ("/logout", Right.LOGIN, login.leave),
    ("/account", Right.LOGIN, login.change_password),
    ("/calls/{call}/hold", Right.JUDGE, calls.hold),
    ("/calls/{call}/release", Right.JUDGE, calls.release),
    ("/calls/{call}/verdicts", Right.JUDGE, verdicts.judge),
    ("/calls/{call}/accept-rest", Right.JUDGE, verdicts.accept_rest),
    ("/calls/{call}/sign", Right.JUDGE, verdicts.sign),
    ("/calls/{call}/appeal", Right.APPEAL, verdicts.appeal),
    ("/calls/{call}/answer", Right.ANSWER, verdicts.answer),
    ("/calls/{call}/supplements", Right.JUDGE, verdicts.supplement),
    ("/calls/{call}/finish", Right.CALIBRATE, agreement.finish),
    ("/calibrations", Right.LEAD_CALIBRATION, agreement.create),
    ("/calibrations/{calibration}/close", Right.LEAD_CALIBRATION, agreement.close),
    ("/assignments", Right.ASSIGN, people.add_rule),
    ("/assignments/remove", Right.ASSIGN, people.remove_rule),
    ("/assignments/calls", Right.ASSIGN, people.assign_calls),
    ("/users", Right.USERS, people.create),
    ("/users/change", Right.USERS, people.change),
)


def routes(desk: Desk) -> list[Route]:
    """All routes."""
    return [
        *(route(desk, path, right, handler) for path, right, handler in _GET),
        *(route(desk, path, right, handler, "POST") for path, right, handler in _POST),
    ]
