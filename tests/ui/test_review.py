"""The inspectors' day in a real browser, by the keyboard alone: queue, flags, items, signature, appeal,
calibration, export; two inspectors at once; a reload in the middle."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.store import Store, open_store
from autoqa.store.tables import CallRow, ReviewRow, ReviewState, UserRow, VerdictRow
from tests.review.making import PASSWORD, add_call, add_users, app_of, number_of, sample
from tests.ui.serving import serving, until

SAMPLES = ("04", "06", "07", "08", "09", "10", "11", "12", "15", "16", "17", "20")
WANTED_FLAGS = 20


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("review") / "autoqa.db"
    opened = open_store(f"sqlite:///{path}")
    workshop = Workshop(Settings())
    add_users(opened)
    for name in SAMPLES:
        add_call(opened, workshop, sample(name))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(app_of(store, tmp_path_factory.mktemp("served"), Workshop(Settings()))) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[[str], Page]]:
    """Logs somebody in, by the keyboard; fails when a page complains in its console."""
    contexts, errors = [], []

    def enter(login: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=site)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: "Content Security" in line.text and errors.append(line.text))
        page.goto("/login")
        expect(page.locator("[name=user]")).to_be_focused()
        page.keyboard.type(login)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/(queue|mine)"))
        return page

    yield enter
    for context in contexts:
        context.close()
    assert errors == []


def _open_next(page: Page) -> str:
    page.goto("/queue")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/calls/\d+"))
    return page.url.rpartition("/")[2]


def _settle_flags(page: Page) -> int:
    """Judge what is flagged on the page with one key each; the second is rejected with a reason."""
    judged = 0
    for _ in range(60):
        flag = page.locator(".flag.now")
        if flag.count() == 0 or flag.get_attribute("data-human"):
            break
        target = flag.get_attribute("id")
        reject = judged == 1
        page.keyboard.press("d" if reject else "f")
        told = page.locator(f"#{target}:not(.sending)")
        if reject:
            until(
                page,
                f"document.querySelector('#{target}').dataset.human || document.querySelector('#ask[open]')",
            )
            if page.locator("#ask[open]").count():
                page.keyboard.press("1")
        expect(told).to_have_attribute("data-human", "pass" if reject else "fail")
        judged += 1
    return judged


def _fill_items(page: Page) -> None:
    """One item by its points, those that nothing speaks against at once, the others one by one."""
    page.keyboard.press("i")
    first = page.locator(".item.now:not(.fatal)")
    while first.count() == 0:
        page.keyboard.press("d")
        page.keyboard.press("i")
    target = first.get_attribute("id") or ""
    page.keyboard.press("0")
    expect(page.locator("#ask[open]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(f"[id='{target}'] .points")).to_contain_text("0/")
    page.keyboard.press("Shift+D")
    until(page, "document.querySelectorAll('.item.open').length < 6")
    for _ in range(20):
        if page.locator(".item.open").count() == 0:
            return
        before = page.locator(".item.open").count()
        page.keyboard.press("i")
        page.keyboard.press("d")
        until(page, f"document.querySelectorAll('.item.open').length < {before}")


def test_keys_play_move_and_explain(visit: Callable[[str], Page]) -> None:
    page = visit("bob")
    _open_next(page)
    expect(page.locator("#now")).not_to_have_text("0:00.0")
    flag = page.locator(".flag.now")
    start = float(flag.get_attribute("data-start") or "nan")
    page.keyboard.press("r")
    until(page, "!sound.player.paused")
    assert page.evaluate("sound.player.currentTime") == pytest.approx(max(0, start - 2), abs=1.5)
    page.keyboard.press("]")
    assert page.evaluate("sound.player.playbackRate") == 1.25
    page.keyboard.press("[")
    page.keyboard.press(" ")
    until(page, "sound.player.paused")
    page.keyboard.press("?")
    expect(page.locator("#help[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help[open]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # Playwright's selectors see into the open shadow tree of the waveform.
    places = page.locator("#wave [part~='region']")
    expect(places.first).to_be_attached()
    same = "Object.assign(flag.dataset, { start: '5', end: '8', machine: 'fail' })"
    page.evaluate(f"for (const flag of document.querySelectorAll('.flag')) {same}")
    page.emulate_media(color_scheme="dark")  # draws anew
    page.wait_for_timeout(1000)
    expect(places).to_have_count(1)


def test_two_inspectors_at_once_get_different_calls(visit: Callable[[str], Page]) -> None:
    ann, bob = visit("ann"), visit("bob")
    first, second = _open_next(ann), _open_next(bob)
    assert first != second
    bob.goto(f"/calls/{first}")
    expect(bob.locator(".banner", has_text="安宁 正在复核")).to_be_visible()
    expect(bob.locator(".verbs")).to_have_count(0)


def test_who_leaves_a_call_lets_others_have_it_and_who_reloads_keeps_it(
    store: Store, visit: Callable[[str], Page]
) -> None:
    def holder() -> int | None:
        with store.read() as session:
            return session.get_one(ReviewRow, int(call)).locked_by

    page = visit("ann")
    call = _open_next(page)
    page.reload()
    page.wait_for_timeout(500)
    assert holder() is not None
    page.keyboard.press("q")
    page.wait_for_url("**/queue")
    deadline = time.monotonic() + 30
    while holder() is not None:
        assert time.monotonic() < deadline, "still held"
        page.wait_for_timeout(50)


def test_a_queue_is_worked_by_the_keyboard_alone_and_signed(
    store: Store, visit: Callable[[str], Page]
) -> None:
    """After the tests that need calls in the queue: it leaves few."""
    page = visit("ann")
    judged, signed = 0, []
    call = _open_next(page)
    while judged < WANTED_FLAGS:
        judged += _settle_flags(page)
        if not signed:
            page.reload()
            expect(page.locator(".flag[data-human='fail']").first).to_be_attached()
        _fill_items(page)
        page.keyboard.press("g")
        expect(page.locator("#sign[open]")).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, call=call: not url.endswith((f"/calls/{call}", f"/calls/{call}/sign")))
        signed.append(int(call))
        if "/calls/" not in page.url:
            break
        call = page.url.rpartition("/")[2]
    assert judged >= WANTED_FLAGS
    with store.read() as session:
        rows = [session.get(ReviewRow, number) for number in signed]
        seconds = session.scalars(sa.select(VerdictRow.seconds).where(VerdictRow.seconds.is_not(None))).all()
    assert all(row is not None and row.state is ReviewState.SIGNED for row in rows)
    assert all(row is not None and row.final_score is not None for row in rows)
    assert len(seconds) >= judged


def test_a_link_opens_at_its_second(store: Store, visit: Callable[[str], Page]) -> None:
    page = visit("max")
    page.goto(f"/calls/{number_of(store, '12-dead-air')}?t=12.3")
    until(page, "sound.player.currentTime > 12.2")
    assert page.evaluate("sound.player.currentTime") < 20


def test_appeal_answer_calibration_and_export(store: Store, visit: Callable[[str], Page]) -> None:
    with store.write() as session:
        signed = session.scalars(
            sa.select(ReviewRow).where(ReviewRow.state == ReviewState.SIGNED).order_by(ReviewRow.call_id)
        ).first()
        assert signed is not None
        call = signed.call_id
        row = session.get(CallRow, call)
        assert row is not None
        session.execute(sa.update(UserRow).where(UserRow.login == "agent").values(agent_id=row.agent_id))
        name = row.call_id
    agent = visit("agent")
    agent.get_by_role("link", name=name).press("Enter")
    agent.locator("textarea[name=reason]").fill("客户当时说了“好的”")
    agent.keyboard.press("Tab")
    agent.keyboard.press("Enter")
    expect(agent.locator(".notice")).to_contain_text("申诉已提交")
    bob = visit("bob")
    bob.goto("/appeals")
    bob.get_by_role("link", name=name).press("Enter")
    bob.locator("input[name=upheld][value='0']").check()
    bob.locator("textarea[name=answer]").fill("录音里没有")
    bob.keyboard.press("Tab")
    bob.keyboard.press("Enter")
    expect(bob.locator(".state")).to_have_text("已定案")

    boss = visit("max")
    boss.goto("/calibrations")
    boss.fill("input[name=title]", "十一月校准")
    boss.fill("textarea[name=calls]", "20-forbidden-tone")
    for person in ("安宁", "白波"):
        boss.get_by_label(person).check()
    boss.get_by_role("button", name="建立").press("Enter")
    boss.wait_for_url(re.compile(r"/calibrations/\d+"))
    for login, verdict in (("ann", "f"), ("bob", "d")):
        page = visit(login)
        page.goto(boss.url)
        page.get_by_role("link", name="20-forbidden-tone").press("Enter")
        page.locator(".flag.now").wait_for()
        target = page.locator(".flag.now").get_attribute("id")
        page.keyboard.press(verdict)
        expect(page.locator(f"#{target}")).to_have_attribute("data-human", re.compile("fail|pass"))
        page.keyboard.press("g")
        page.wait_for_url(re.compile(r"/calibrations/\d+"))
    boss.reload()
    expect(boss.locator("main")).to_contain_text("1 处；一致 0 处")

    boss.goto("/exports")
    with boss.expect_download() as download:
        boss.get_by_role("button", name="下载").press("Enter")
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(rows) > WANTED_FLAGS
    assert {row["labeller"] for row in rows} >= {"ann", "bob"}
