"""Every page under axe-core, light and dark: names, labels, roles, contrast, order of headings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from autoqa.config import Settings
from autoqa.pipeline import Workshop
from autoqa.store import open_store
from autoqa.store.tables import UserRow
from tests.review.making import PASSWORD, add_call, add_users, app_of, key_of, log_in, number_of, sample
from tests.ui.serving import serving, until

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")

SIGNED, JUDGED = "04-vague-consent", "08-forced-after-refusal"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """A server with a signed and appealed call and a finished calibration; pages by who looks at them."""
    folder = tmp_path_factory.mktemp("pages")
    store = open_store(f"sqlite:///{folder / 'autoqa.db'}")
    workshop = Workshop(Settings())
    add_users(store)
    for name in ("04", "08"):
        add_call(store, workshop, sample(name))
    app = app_of(store, Path(folder), workshop)
    ann, bob, boss, agent = (log_in(app, login) for login in ("ann", "bob", "max", "agent"))
    signed, judged = number_of(store, SIGNED), number_of(store, JUDGED)
    ann.get(f"/calls/{signed}")
    while (told := ann.post(f"/calls/{signed}/accept-rest").json())["open"]:
        target = told["parts"].split(' open" id="item-')[1].partition('"')[0]
        assert ann.judge(signed, target, "pass").status_code == 200
    assert ann.post(f"/calls/{signed}/sign").status_code == 303
    assert agent.post(f"/calls/{signed}/appeal", reason="客户说了好").status_code == 303
    with store.read() as session:
        people = session.scalars(sa.select(UserRow.id).where(UserRow.login.in_(("ann", "bob"))))
        users = {f"user-{number}": 1 for number in people}
    trial = boss.post("/calibrations", title="校准", calls=JUDGED, **users).headers["location"]
    number = trial.rpartition("/")[2]
    key = key_of(store, judged, "consent.explicit")
    for inside, status in ((ann, "fail"), (bob, "pass")):
        inside.judge(judged, key, status, round=number, reason="听到了")
        inside.post(f"/calls/{judged}/finish", round=number)
    pages = {
        "": ["/login"],
        "ann": ["/queue", "/queue?q=子虚乌有", f"/calls/{judged}", "/calibrations", "/account", "/nowhere"],
        "bob": ["/appeals", f"/calls/{signed}"],
        "agent": ["/mine", f"/calls/{signed}", "/queue"],
        "root": [trial, "/audit", "/users", "/assignments", "/exports", "/statistics"],
    }
    with serving(app) as address:
        yield address, pages
    store.close()


def _complaints(page: Page) -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [f"{page.url} {one['id']}: {node['html']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(
    browser: Browser, site: tuple[str, dict[str, list[str]]], scheme: Literal["light", "dark"]
) -> None:
    address, pages = site
    complaints = []
    for login, paths in pages.items():
        context = browser.new_context(locale="zh-CN", base_url=address, color_scheme=scheme)
        page = context.new_page()
        if login:
            page.goto("/login")
            page.fill("[name=user]", login)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: not url.endswith("/login"))
        for path in paths:
            page.goto(path)
            complaints += _complaints(page)
            if page.locator("#help-open").count():
                page.click("#help-open")
                until(page, "document.querySelector('#help[open]') !== null")
                complaints += _complaints(page)
        context.close()
    assert complaints == []
