"""The page of one call, used as an inspector would: by the keyboard and by the mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from autoqa.config import Settings
from autoqa.pipeline import CallSource, Workshop
from autoqa.report.page import render_page
from samples.demo import CALLS


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    truth = CALLS.parent / "truth" / "04-vague-consent.json"
    scored = Workshop(Settings()).score(CallSource(CALLS / "04-vague-consent.ogg", transcript=truth))
    heard = scored.heard
    path = tmp_path_factory.mktemp("page") / "call.html"
    path.write_text(render_page(scored.scorecard, heard.dialogue, heard.audio, heard.recording), "utf-8")
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, offline=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(file.as_uri())
    yield page
    page.close()
    assert errors == []


def test_it_shows_score_flags_transcript_and_items(page: Page) -> None:
    expect(page.locator(".score")).to_contain_text("已判")
    assert page.locator(".flag.fail").count() > 0
    assert page.locator(".turn.agent").count() > 3
    assert page.locator(".turn.customer").count() > 3
    assert page.locator(".items tbody tr").count() > 10


def test_it_fits_the_window(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_key_j_plays_the_first_flag_and_space_stops_it(page: Page) -> None:
    page.keyboard.press("j")
    expect(page.locator(".flag").first).to_have_class(re.compile(r"\bnow\b"))
    expect(page.locator("#toggle")).to_contain_text("暂停")
    expect(page.locator("#now")).not_to_have_text("0:00.0")
    page.keyboard.press(" ")
    expect(page.locator("#toggle")).to_contain_text("继续")


def test_a_turn_plays_from_its_second(page: Page) -> None:
    turn = page.locator(".turn").nth(5)
    start = float(turn.get_attribute("data-start") or "nan")
    turn.click()
    expect(page.locator(".turn.now")).to_be_attached()
    minutes, seconds = (page.locator("#now").text_content() or "").split(":")
    assert int(minutes) * 60 + float(seconds) == pytest.approx(start, abs=2.0)
