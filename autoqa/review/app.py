"""The server: routes, the loop that fills the queue, static files."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.review.desk import Desk
from autoqa.review.guard import login_of, refusal
from autoqa.review.headers import SecurityHeaders
from autoqa.review.routes import routes
from autoqa.review.signing import settle_due
from autoqa.review.triage import triage
from autoqa.review.visit import Visit
from autoqa.store import Store

EVERY_S = 15.0
"""How often calls that the batch scored are brought into the queue."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")

_log = logging.getLogger("autoqa.review")


def make_app(
    settings: Settings, store: Store, workshop: Workshop, *, login: bool = True, refresh: bool = True
) -> Starlette:
    """The application. Without ``login`` everybody is the local user, so only names of this machine are
    answered. ``refresh``: fill the queue in the background.

    Raises:
        RuleError: the rules cannot be used.
    """
    workshop.ruleset()
    desk = Desk(settings, store, workshop, login)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=_keep_fresh, args=(desk, stop), daemon=True)
        if refresh:
            thread.start()
        yield
        stop.set()

    middleware = [Middleware(SecurityHeaders)]
    if not login:
        middleware.insert(0, Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK)))
    static = StaticFiles(directory=Path(__file__).parent / "static")
    paths: list[BaseRoute] = [*routes(desk), Mount("/static", static, name="static")]
    app = Starlette(routes=paths, middleware=middleware, lifespan=lifespan)
    app.state.desk = desk

    async def told(request: Request, error: Exception) -> Response:
        login = None
        status = 500
        if isinstance(error, HTTPException):
            # After a failure of the server's own nothing is asked of the database, which may be what failed.
            login, status = await run_in_threadpool(login_of, desk, request), error.status_code
        message = {404: "没有这个页面", 405: "不能这样访问"}.get(status, "服务器出错了，请稍后再试")
        return refusal(Visit(desk, request, login), status, message)

    app.add_exception_handler(HTTPException, told)
    app.add_exception_handler(500, told)
    return app


def refresh_queue(desk: Desk) -> None:
    """Bring new scorecards into the queue, settle what may no longer be appealed."""
    triage(desk.store, desk.settings.review_sample)
    settle_due(desk.store, desk.settings.appeal_days)


def _keep_fresh(desk: Desk, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            refresh_queue(desk)
        except Exception:
            _log.exception("The queue could not be refreshed; trying again")
        stop.wait(EVERY_S)
