"""Verdicts that are given while the server cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.store import open_store
from tests.review.making import PASSWORD, add_call, add_users, app_of, sample
from tests.ui.serving import serving


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A flagged call, open before an inspector."""
    store = open_store(f"sqlite:///{tmp_path / 'autoqa.db'}")
    workshop = Workshop(Settings())
    add_users(store)
    number = add_call(store, workshop, sample("08"))
    with serving(app_of(store, tmp_path, workshop)) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
        page.goto("/login")
        _log_in(page, "bob")
        page.wait_for_url("**/queue")
        page.goto(f"/calls/{number}")
        page.locator(".flag.fail.now").wait_for()
        yield page
        page.close()
    store.close()


@pytest.mark.parametrize("status", [None, 503])
def test_a_verdict_is_sent_when_the_server_is_back(page: Page, status: int | None) -> None:
    target = page.locator(".flag.now").get_attribute("id")
    page.route("**/verdicts", lambda route: route.fulfill(status=status) if status else route.abort())
    page.keyboard.press("f")
    expect(page.locator("#trouble")).to_contain_text("服务器连不上")
    page.unroute("**/verdicts")
    page.reload()
    expect(page.locator(f"#{target}")).to_have_attribute("data-human", "fail")


def test_a_verdict_without_a_login_is_sent_after_the_next(page: Page) -> None:
    target = page.locator(".flag.now").get_attribute("id")
    page.context.clear_cookies()
    page.keyboard.press("f")
    expect(page.locator("#trouble")).to_contain_text("请先登录。判定还记在本机")
    page.reload()
    _log_in(page, "bob")
    expect(page.locator(f"#{target}")).to_have_attribute("data-human", "fail")


def test_a_kept_verdict_is_not_sent_in_the_name_of_another(page: Page) -> None:
    target = page.locator(".flag.now").get_attribute("id")
    call = page.url
    page.route("**/verdicts", lambda route: route.fulfill(status=403, json={"error": "页面已过期"}))
    page.keyboard.press("f")
    expect(page.locator("#trouble")).to_contain_text("判定还记在本机")
    page.unroute("**/verdicts")
    page.goto("/queue")  # gives the call back
    page.context.clear_cookies()
    page.goto(call)
    _log_in(page, "ann")
    expect(page.locator(".verbs").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator(f"#{target}")).to_have_attribute("data-human", "")


def test_a_late_verdict_that_is_refused_is_told(page: Page) -> None:
    title = page.locator(".flag.now").get_attribute("data-title") or ""
    page.route("**/verdicts", lambda route: route.abort())
    page.keyboard.press("d")
    expect(page.locator("#trouble")).to_contain_text("服务器连不上")
    page.unroute("**/verdicts")
    expect(page.locator("#trouble")).to_contain_text("请重判")
    expect(page.locator("#trouble")).to_contain_text(title)


def _log_in(page: Page, user: str) -> None:
    page.fill("[name=user]", user)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
