"""The one door through which every request goes: who is it, may they, is the change theirs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from autoqa.errors import AutoqaError
from autoqa.review.accounts import local_user
from autoqa.review.desk import Desk
from autoqa.review.logins import COOKIE, Login, find_login
from autoqa.review.rights import Person, Right
from autoqa.review.verdicts import RefusedError
from autoqa.review.visit import StopError, Visit

Handler = Callable[[Visit], Response]
_CHANGING = frozenset({"POST"})
_LONGEST_FORM = 64 * 1024


def route(desk: Desk, path: str, right: Right, handler: Handler, method: str = "GET") -> Route:
    """A route that asks for ``right``; the handler runs in a thread, for it waits for the database."""

    async def endpoint(request: Request) -> Response:
        login = await run_in_threadpool(login_of, desk, request)
        visit = Visit(desk, request, login)
        try:
            _may(visit, right)
            if method in _CHANGING:
                visit.form = await _form(request)
                _is_theirs(visit, right)
            return await run_in_threadpool(handler, visit)
        except RefusedError as error:
            return refusal(visit, 422, error.message, error.field)
        except StopError as error:
            return refusal(visit, error.status, error.message)
        except AutoqaError as error:
            return refusal(visit, 422, str(error))
        except _LoginNeeded:
            target = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
            return RedirectResponse(f"/login?next={target}", status_code=303)

    endpoint.__name__ = handler.__name__
    made = Route(path, endpoint, methods=[method], name=f"{method} {path}")
    made.right = right  # type: ignore[attr-defined]
    return made


class _LoginNeeded(Exception):  # noqa: N818
    """Nobody is logged in, and a person sits before the page."""


def refusal(visit: Visit, status: int, message: str, field: str | None = None) -> Response:
    """Why not: JSON for scripts, a page for people."""
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse({"error": message, "field": field}, status_code=status)
    return visit.page("refusal.html.j2", status=status, code=status, message=message)


def login_of(desk: Desk, request: Request) -> Login | None:
    """Who asks; None when nobody is logged in."""
    if not desk.login:
        with desk.store.write() as session:
            return Login(Person.of(local_user(session)), desk.local_csrf)
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with desk.store.read() as session:
        return find_login(session, token)


def _may(visit: Visit, right: Right) -> None:
    if right is Right.NOTHING:
        return
    if visit.login is None:
        wants_page = visit.request.method == "GET" and "text/html" in visit.request.headers.get("accept", "")
        if wants_page:
            raise _LoginNeeded
        raise StopError(403, "请先登录")
    if not visit.may(right):
        raise StopError(403, "您的角色没有这项权限")


async def _form(request: Request) -> dict[str, str]:
    """Fields by name; what is given several times (marked boxes), with commas between."""
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _LONGEST_FORM:
        raise StopError(413, "提交的内容过长")
    form = await request.form(max_files=0)
    fields: dict[str, str] = {}
    for key, value in form.multi_items():
        if isinstance(value, str):
            fields[key] = f"{fields[key]},{value}" if key in fields else value
    return fields


def _is_theirs(visit: Visit, right: Right) -> None:
    """A change must come from a page of this server, and carry the session's token."""
    headers = visit.request.headers
    origin = headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if elsewhere or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise StopError(403, "请求不是从本站页面发出的")
    if right is Right.NOTHING:
        return
    assert visit.login is not None
    given = headers.get("x-csrf-token") or visit.form.get("csrf", "")
    if not secrets.compare_digest(given.encode(), visit.login.csrf.encode()):
        raise StopError(403, "页面已过期，请刷新后再试")
