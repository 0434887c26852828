"""Nobody sees, hears or changes what is not theirs; text of a call never becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from autoqa.config import Settings
from autoqa.pipeline import CallSource, Workshop
from autoqa.review.app import make_app
from autoqa.review.logins import COOKIE, Throttle
from autoqa.review.rights import RIGHTS, Right
from autoqa.store import Store
from autoqa.store.tables import UserRow, WebSessionRow
from autoqa.types import Call, Role, Segment, Transcript
from tests.review.making import PASSWORD, USERS, add_call, app_of, log_in, number_of


def _routes(app: Starlette) -> list[tuple[str, str, Right]]:
    found = []
    for route in app.routes:
        if isinstance(route, Route):
            method = next(iter((route.methods or set()) - {"HEAD"}))
            found.append((method, route.path, route.right))  # type: ignore[attr-defined]
    return found


def _filled(path: str, call: int) -> str:
    return re.sub(r"\{[^}]+\}", lambda match: str(call) if match[0] == "{call}" else "1", path)


@pytest.mark.parametrize("login", list(USERS))
def test_every_route_without_the_right_answers_403(store: Store, app: Starlette, login: str) -> None:
    call = number_of(store, "04-vague-consent")
    inside = log_in(app, login)
    role = USERS[login][0]
    scanned = 0
    for method, path, right in _routes(app):
        if path == "/logout" or right in RIGHTS[role]:
            continue
        answer = inside.get(_filled(path, call)) if method == "GET" else inside.post(_filled(path, call))
        assert answer.status_code == 403, (method, path)
        scanned += 1
    assert scanned or role.value in ("manager", "admin")


def test_no_route_but_login_answers_a_stranger(store: Store, app: Starlette) -> None:
    client = TestClient(app, base_url="http://localhost")
    call = number_of(store, "04-vague-consent")
    for method, path, right in _routes(app):
        if right is Right.NOTHING:
            continue
        answer = client.request(method, _filled(path, call), data={} if method == "POST" else None)
        assert answer.status_code == 403, (method, path)
        page = client.get(_filled(path, call), headers={"accept": "text/html"}, follow_redirects=False)
        if method == "GET":
            assert page.headers["location"].startswith("/login?next="), path


@pytest.mark.parametrize("login", ["ann", "agent", "root"])
def test_every_route_that_is_allowed_answers_without_breaking(
    store: Store, app: Starlette, login: str
) -> None:
    call = number_of(store, "04-vague-consent")
    inside = log_in(app, login)
    for method, path, right in _routes(app):
        if path == "/logout" or right not in RIGHTS[USERS[login][0]]:
            continue
        answer = inside.get(_filled(path, call)) if method == "GET" else inside.post(_filled(path, call))
        assert answer.status_code < 500, (method, path, answer.text[:300])


def test_changes_need_the_token_and_the_own_origin(store: Store, app: Starlette) -> None:
    inside = log_in(app, "ann")
    call = number_of(store, "04-vague-consent")
    for method, path, right in _routes(app):
        if method != "POST" or right is Right.NOTHING or right not in RIGHTS[USERS["ann"][0]]:
            continue
        url = _filled(path, call)
        assert inside.client.post(url, data={}).status_code == 403, path
        assert inside.client.post(url, data={"csrf": "x" * 43}).status_code == 403, path
        form = {"csrf": inside.csrf}
        foreign = inside.client.post(url, data=form, headers={"origin": "http://evil.example"})
        assert foreign.status_code == 403, path
        crossing = inside.client.post(url, data=form, headers={"sec-fetch-site": "cross-site"})
        assert crossing.status_code == 403, path
    other = log_in(app, "bob")
    stolen = inside.client.post(f"/calls/{call}/release", data={"csrf": other.csrf})
    assert stolen.status_code == 403


def test_a_login_from_another_site_is_refused(app: Starlette) -> None:
    client = TestClient(app, base_url="http://localhost")
    form = {"user": "ann", "password": PASSWORD}
    answer = client.post("/login", data=form, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403


def test_a_planted_session_is_not_the_one_after_login(store: Store, app: Starlette) -> None:
    client = TestClient(app, base_url="http://localhost")
    client.cookies.set(COOKIE, "planted-by-somebody-else")
    client.post("/login", data={"user": "ann", "password": PASSWORD}, follow_redirects=False)
    stranger = TestClient(app, base_url="http://localhost")
    stranger.cookies.set(COOKIE, "planted-by-somebody-else")
    assert stranger.get("/queue").status_code == 403


def test_an_old_session_dies_at_login_logout_and_new_password(store: Store, app: Starlette) -> None:
    inside = log_in(app, "ann")
    old = inside.client.cookies[COOKIE]
    inside.client.post("/login", data={"user": "ann", "password": PASSWORD}, follow_redirects=False)
    stranger = TestClient(app, base_url="http://localhost", cookies={COOKIE: old})
    assert stranger.get("/queue").status_code == 403
    again = log_in(app, "ann")
    again.post("/account", old=PASSWORD, new="another horse 10", again="another horse 10")
    assert again.get("/queue").headers["location"].startswith("/login")
    last = log_in(app, "ann", "another horse 10")
    kept = last.client.cookies[COOKIE]
    last.post("/logout")
    assert TestClient(app, cookies={COOKIE: kept}).get("/queue").status_code == 403


def test_cookies_are_out_of_reach_and_hashed(store: Store, app: Starlette) -> None:
    client = TestClient(app, base_url="http://localhost")
    answer = client.post("/login", data={"user": "ann", "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    secure = TestClient(app, base_url="https://localhost")
    answer = secure.post("/login", data={"user": "ann", "password": PASSWORD}, follow_redirects=False)
    assert "secure" in answer.headers["set-cookie"].lower()
    with store.read() as session:
        kept = {row.token_sha256 for row in session.scalars(sa.select(WebSessionRow))}
        hashes = {row.password_hash for row in session.scalars(sa.select(UserRow))}
    assert client.cookies[COOKIE] not in kept
    assert all(one.startswith("$argon2id$") for one in hashes)


def test_guessing_is_slowed_down(store: Store, app: Starlette) -> None:
    app.state.desk.throttle = Throttle(per_login=3)
    client = TestClient(app, base_url="http://localhost")
    for _ in range(3):
        assert client.post("/login", data={"user": "ann", "password": "wrong"}).status_code == 403
    answer = client.post("/login", data={"user": "ann", "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 429
    other = client.post("/login", data={"user": "bob", "password": PASSWORD}, follow_redirects=False)
    assert other.status_code == 303


def test_a_disabled_user_is_out_at_once(store: Store, app: Starlette) -> None:
    inside = log_in(app, "ann")
    with store.write() as session:
        session.execute(sa.update(UserRow).where(UserRow.login == "ann").values(active=False))
    assert inside.client.get("/queue").status_code == 403
    answer = inside.client.post("/login", data={"user": "ann", "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1"]
)
def test_login_leads_nowhere_else(app: Starlette, target: str) -> None:
    client = TestClient(app, base_url="http://localhost")
    form = {"user": "ann", "password": PASSWORD, "next": target}
    assert client.post("/login", data=form, follow_redirects=False).headers["location"] == "/"


def test_agents_see_their_own_calls_and_leads_their_team(store: Store, app: Starlette) -> None:
    lee = log_in(app, "lee")
    own, foreign = number_of(store, "04-vague-consent"), number_of(store, "08-forced-after-refusal")
    assert lee.get(f"/calls/{own}").status_code == 200
    for path in (f"/calls/{foreign}", f"/calls/{foreign}/audio.wav", f"/calls/{foreign}/outline.json"):
        assert lee.get(path).status_code == 403, path
    listed = lee.get("/queue?state=all").text
    assert "04-vague-consent" in listed
    assert "08-forced-after-refusal" not in listed


@pytest.mark.parametrize(
    "path",
    [
        "..%2f..%2fetc%2fpasswd",
        "../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "1%00",
        "99999999999999999999",
    ],
)
def test_no_path_leads_outside(app: Starlette, path: str) -> None:
    inside = log_in(app, "root")
    for url in (f"/calls/{path}/audio.wav", f"/static/{path}", f"/static/vendor/{path}"):
        answer = inside.get(url)
        assert answer.status_code == 404, url
        assert "root:" not in answer.text


def test_every_answer_has_the_headers(store: Store, app: Starlette) -> None:
    inside = log_in(app, "ann")
    call = number_of(store, "04-vague-consent")
    for path in ("/queue", f"/calls/{call}", "/static/call.js", "/nothing", f"/calls/{call}/audio.wav"):
        headers = inside.get(path).headers
        policy = headers["content-security-policy"]
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert script == "script-src 'self'"
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers
    assert inside.get("/queue").headers["cache-control"] == "no-store"


def test_pages_hold_no_script_of_their_own(store: Store, app: Starlette) -> None:
    inside = log_in(app, "root")
    call = number_of(store, "04-vague-consent")
    for path in ("/queue", f"/calls/{call}", "/account"):
        page = inside.get(path).text
        assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", page), path
        assert not re.findall(r"<[^>]+\son[a-z]+\s*=", page), path


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def test_markup_in_a_call_is_shown_as_text(store: Store, tmp_path: Path, workshop: Workshop) -> None:
    segments = (
        Segment(start=0, end=4, role=Role.AGENT, text=f"您好{EVIL}", confidence=0.9),
        Segment(start=4, end=8, role=Role.CUSTOMER, text=f"你说什么{EVIL}", confidence=0.9),
    )
    call = Call(id=f"c{EVIL}", agent_name=EVIL, campaign=EVIL, team=EVIL)
    path = tmp_path / "<b>evil & co.json"
    path.write_text(Transcript(call=call, segments=segments, duration=8).model_dump_json(), "utf-8")
    number = add_call(store, workshop, CallSource(path))
    app = app_of(store, tmp_path, workshop)
    inside = log_in(app, "root")
    inside.get(f"/calls/{number}")
    inside.judge(number, "3.1.1", "fail", points="0", reason=EVIL)
    for page in ("/queue?state=all&band=9", "/queue?state=all", f"/calls/{number}"):
        text = inside.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert "&lt;script&gt;alert(1)" in text, page
        assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(\S{0,7})", text)


def test_a_server_without_login_answers_only_to_this_machine(
    store: Store, tmp_path: Path, workshop: Workshop
) -> None:
    app = make_app(Settings(cache=tmp_path), store, workshop, login=False, refresh=False)
    assert TestClient(app, base_url="http://localhost").get("/queue").status_code == 200
    assert TestClient(app, base_url="http://rebound.example").get("/queue").status_code == 400
    changing = TestClient(app, base_url="http://localhost").post("/calls/1/release", data={})
    assert changing.status_code == 403
