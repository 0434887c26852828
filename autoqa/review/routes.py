"""Every address of the server, with the right that it asks for."""

from __future__ import annotations

from starlette.routing import Route

from autoqa.review.desk import Desk
from autoqa.review.guard import Handler, route
from autoqa.review.pages import calls, login, queue, verdicts
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
)


def routes(desk: Desk) -> list[Route]:
    """All routes."""
    return [
        *(route(desk, path, right, handler) for path, right, handler in _GET),
        *(route(desk, path, right, handler, "POST") for path, right, handler in _POST),
    ]
