"""Coming and going."""

from __future__ import annotations

from starlette.responses import Response

from autoqa.errors import UsageError
from autoqa.review.accounts import SHORTEST, find_user, is_password, set_password
from autoqa.review.logins import COOKIE, close_login, open_login
from autoqa.review.rights import Right
from autoqa.review.visit import Visit
from autoqa.store import note


def home(visit: Visit) -> Response:
    return visit.go("/queue" if visit.may(Right.QUEUE) else "/mine")


def show(visit: Visit) -> Response:
    if visit.login is not None:
        return visit.go(_inside(visit.query.get("next", "")))
    return visit.page("login.html.j2", wrong="", user="", next=_inside(visit.query.get("next", "")))


def enter(visit: Visit) -> Response:
    """A new session whatever cookie came along, so that nobody can plant one."""
    desk, request = visit.desk, visit.request
    user, password = visit.form.get("user", "").strip()[:64], visit.form.get("password", "")[:1024]
    address = request.client.host if request.client else ""
    onward = _inside(visit.form.get("next", ""))
    if not desk.throttle.allows(user, address):
        wrong = "失败次数过多，请一分钟后再试"
        return visit.page("login.html.j2", status=429, wrong=wrong, user=user, next=onward)
    with desk.store.read() as session:
        row = find_user(session, user)
    if not is_password(row, password) or row is None:
        desk.throttle.failed(user, address)
        with desk.store.write() as session:
            note(session, user, "login_failed", f"user:{user}", address=address)
        return visit.page("login.html.j2", status=403, wrong="用户名或密码不对", user=user, next=onward)
    with desk.store.write() as session:
        known = find_user(session, user)
        assert known is not None
        old = request.cookies.get(COOKIE)
        if old:
            close_login(session, old)
        token = open_login(session, known, desk.settings.session_hours)
        note(session, user, "login", f"user:{user}", address=address)
    answer = visit.go(onward)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(desk.settings.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def leave(visit: Visit) -> Response:
    token = visit.request.cookies.get(COOKIE)
    with visit.desk.store.write() as session:
        if token:
            close_login(session, token)
        note(session, visit.person.login, "logout", f"user:{visit.person.login}")
    answer = visit.go("/login")
    answer.delete_cookie(COOKIE)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def account(visit: Visit) -> Response:
    return visit.page("account.html.j2", wrong="", done=False, shortest=SHORTEST)


def change_password(visit: Visit) -> Response:
    """The old one is asked for, so that an open screen is not enough."""
    old, new = visit.form.get("old", ""), visit.form.get("new", "")
    wrong = "" if new == visit.form.get("again", "") else "两次输入的新密码不一样"
    with visit.desk.store.write() as session:
        row = find_user(session, visit.person.login)
        if not wrong and not is_password(row, old):
            wrong = "原密码不对"
        if not wrong and row is not None:
            try:
                set_password(session, row, new, by=visit.person.login)
            except UsageError:
                wrong = f"新密码至少 {SHORTEST} 个字符"
    if wrong:
        return visit.page("account.html.j2", status=422, wrong=wrong, done=False, shortest=SHORTEST)
    return visit.go("/login")


def _inside(path: str) -> str:
    """A path of this server, whatever the address said; backslashes count as slashes for browsers."""
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if safe else "/"
