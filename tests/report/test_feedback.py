"""Sheets for agents: what people signed and nothing else, nobody's numbers, examples that can be heard."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PureWindowsPath

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner, Result

from autoqa.cli import cli
from autoqa.errors import UsageError
from autoqa.pipeline import CallSource, Workshop
from autoqa.report.evidence import Clip, Evidence
from autoqa.report.feedback.excel import write_feedback
from autoqa.report.feedback.gather import feedback
from autoqa.report.feedback.page import render_feedback
from autoqa.report.feedback.sheet import Feedback
from autoqa.review.verdicts import Said
from autoqa.sampling.period import Span, period_of
from autoqa.store import Store, open_store
from autoqa.store.tables import ReviewRow
from autoqa.types import Scorecard, Status
from tests.report.centre import ZONE
from tests.report.signed import sign_call
from tests.review.making import add_call, key_of, sample
from tests.tune.making import call as write_call

WEEK = period_of(Span.WEEK, date(2026, 11, 20), week_from=5)
NUMBER, NAME = "13800138000", "孙大伟"
HIDDEN = "***只说了嗯"
PROMISE = f"{NAME}您好这个业务绝对没有任何问题，给您办到{NUMBER}上"
DIGITS = "一三八零零一三八零零零"
URL = "http://qa.example:8765"


def with_number(card: Scorecard) -> Scorecard:
    """The customer tells a telephone number where the vague consent is."""
    heard = card.transcript
    at = next(place for place, one in enumerate(heard.segments) if one.start > 60)
    told = heard.segments[at].model_copy(update={"text": DIGITS, "words": ()})
    segments = (*heard.segments[:at], told, *heard.segments[at + 1 :])
    return card.model_copy(update={"transcript": heard.model_copy(update={"segments": segments})})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> Store:
    """Of agent 4175: a vague consent (confirmed), a third push (rejected), a clean call, a promise that names
    the customer, and a draft. Of agent 7/1: a clean call. Of agent 9: a draft only."""
    folder = tmp_path_factory.mktemp("centre")
    opened = open_store(f"sqlite:///{folder / 'centre.db'}")
    mine = {"agent_id": "4175", "agent_name": "周敏", "team": "一组", "customer_name": NAME}
    write_call(
        folder,
        "promise",
        ["A: 您好我是客服代表工号四一七五", "C: 你说", f"A: {PROMISE}", "C: 好的"],
        day="2026-11-23",
    )
    vague = add_call(opened, workshop, sample("04", **mine), with_number)
    push = add_call(opened, workshop, sample("10", **mine))
    clean = add_call(opened, workshop, sample("01", **mine))
    written = CallSource(folder / "promise.json")
    call = workshop.score(written).scorecard.call.model_copy(update=mine)
    promise = add_call(opened, workshop, replace(written, call=call))
    add_call(opened, workshop, sample("08", **mine))
    other = add_call(opened, workshop, sample("14", agent_id="7/1", agent_name="=1+1", team="二组"))
    add_call(opened, workshop, sample("20", agent_id="9"))
    flag = key_of(opened, vague, "consent.explicit")
    rejected = key_of(opened, push, "refusal.no_third_push")
    assert flag
    assert rejected
    sign_call(opened, workshop, vague, [Said("finding", flag, Status.FAIL, reason=f"{NAME}只说了嗯")])
    sign_call(opened, workshop, push, [Said("finding", rejected, Status.PASS, reason="客户又问了")])
    for key in (clean, promise, other):
        sign_call(opened, workshop, key)
    return opened


def sheet(store: Store, agent: str = "4175", *, drafts: bool = False) -> Feedback:
    (found,) = feedback(store, WEEK, ZONE, [agent], drafts=drafts)
    return found


def run(store: Store, *arguments: str) -> Result:
    url = store.engine.url.render_as_string()
    given = ["report", "feedback", "--db", url, "--day", "2026-11-20", *arguments]
    return CliRunner().invoke(cli, given, obj={"debug": False}, standalone_mode=False)


def test_points_lost_are_those_of_the_signatures(store: Store) -> None:
    found = sheet(store)
    with store.read() as session:
        signed = [row.final_items for row in session.query(ReviewRow) if row.final_items]
    lost = [
        item["max"] - item["awarded"]
        for final in signed
        for item in final["items"]
        if item["status"] in ("pass", "fail")
    ]
    assert found.lost + sheet(store, "7/1").lost == pytest.approx(sum(lost))
    assert found.lost > 0
    assert dict(found.figures)["听评"] == "4"
    assert dict(found.figures)["本期通话"] == "5"


def test_what_a_person_confirmed_is_told_in_the_inspectors_words(store: Store) -> None:
    (consent,) = [point for point in sheet(store).mend if point.item == "3.4.1"]
    example = consent.examples[0]
    assert example.remark == HIDDEN
    assert "嗯" in example.quote
    assert example.clip is not None
    assert example.clip.start == pytest.approx(59.6, abs=3)
    assert re.search(r"1/\d 通，共扣 10 分", consent.figure)


def test_what_a_person_rejected_is_not_told(store: Store) -> None:
    assert "3.4.3" not in {point.item for point in sheet(store).mend}


def test_a_violation_that_costs_no_points_is_told(store: Store) -> None:
    (promise,) = [point for point in sheet(store).mend if point.title == "绝对化承诺或保证收益"]
    assert promise.figure == "1/4 通，评分表不扣分"
    assert promise.examples[0].clip is not None


def test_praise_has_an_example_to_hear(store: Store) -> None:
    for agent in ("4175", "7/1"):
        praised = sheet(store, agent).keep
        assert praised
        assert any(example.clip for point in praised for example in point.examples)


def test_drafts_count_only_when_asked_for(store: Store) -> None:
    assert sheet(store).drafts == 0
    asked = sheet(store, drafts=True)
    assert asked.drafts == 1
    assert dict(asked.figures)["听评"] == "5"
    page = render_feedback([asked], Evidence(store), 7)
    assert "其中 1 通是机器草稿" in page
    with pytest.raises(UsageError, match="none of them signed"):
        feedback(store, WEEK, ZONE, ["9"])
    with pytest.raises(UsageError, match="0 calls"):
        feedback(store, WEEK, ZONE, ["nobody"])


def test_nobodys_number_or_name_is_quoted(store: Store, tmp_path: Path) -> None:
    found = sheet(store)
    quotes = [one.quote for point in (*found.mend, *found.keep) for one in point.examples]
    page = render_feedback([found], Evidence(store), 7)
    write_feedback([found], tmp_path / "f.xlsx", Evidence(store), 7)
    cells = [
        str(cell.value) for row in openpyxl.load_workbook(tmp_path / "f.xlsx").active or () for cell in row
    ]
    for text in (page, *quotes, *cells):
        assert NUMBER not in text
        assert NAME not in text


def test_a_number_is_bleeped_in_the_clip(store: Store) -> None:
    clip = next(one.clip for point in sheet(store).mend for one in point.examples if point.item == "3.4.1")
    assert clip is not None
    bleeped = Evidence(store).wav(Clip(clip.key, clip.call_id, 60.0, 72.0))
    assert bleeped is not None
    with wave.open(io.BytesIO(bleeped)) as file:
        rate = file.getframerate()
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())[
            :, 0
        ]
    loudest = [
        int(np.argmax(np.abs(np.fft.rfft(sound[first : first + rate // 4])))) * 4
        for first in range(0, len(sound) - rate // 4, rate // 8)
    ]
    assert loudest.count(1000) >= 4, "a tone of 1 kHz stands where the number was"


def test_the_workbook_links_to_the_page_and_to_the_clip(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    write_feedback([sheet(store)], path, Evidence(store, URL + "/"), 7, clips=True)
    (page,) = openpyxl.load_workbook(path).worksheets
    links = [cell.hyperlink.target for row in page.iter_rows() for cell in row if cell.hyperlink]
    pages = [link for link in links if link and link.startswith(URL)]
    clips = [link for link in links if link and not link.startswith(URL)]
    assert all(re.fullmatch(rf"{URL}/calls/\d+\?t=\d+\.\d", link) for link in pages)
    assert pages
    assert clips
    for link in clips:
        assert tmp_path.joinpath(*PureWindowsPath(link).parts).read_bytes().startswith(b"RIFF")


def test_both_kinds_have_lines_to_sign(store: Store, tmp_path: Path) -> None:
    found = feedback(store, WEEK, ZONE)
    assert [one.agent for one in found] == ["4175", "7/1"]
    write_feedback(found, tmp_path / "f.xlsx", Evidence(store), 7)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["4175 周敏", "7_1 =1+1"]
    page = render_feedback(found, Evidence(store, URL), 7)
    for text in (page, *(_text(one.iter_rows(values_only=True)) for one in book)):
        for who in ("坐席签字", "班组长签字", "质检员签字", "坐席意见", "7 天内申诉"):
            assert who in text
    assert page.count('<article class="feedback">') == 2
    assert 'src="data:audio/mpeg;base64,' in page
    assert f'href="{URL}/calls/' in page


def _text(rows: object) -> str:
    assert hasattr(rows, "__iter__")
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)


def test_a_file_an_agent_in_a_folder(store: Store, tmp_path: Path) -> None:
    assert run(store, "--out", str(tmp_path / "sheets")).exception is None
    names = sorted(path.name for path in (tmp_path / "sheets").iterdir())
    assert names == ["4175.html", "4175.xlsx", "7_1.html", "7_1.xlsx"]
    one = (tmp_path / "sheets" / "7_1.html").read_text(encoding="utf-8")
    assert "周敏" not in one


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--agent", "9", "--out", "f.html"], "none of them signed"),
        (["--out", "f.pdf"], "neither .xlsx nor .html"),
        (["--review-url", "qa", "--out", "f.html"], "not an address"),
    ],
)
def test_mistakes_are_told(store: Store, arguments: Sequence[str], said: str) -> None:
    error = run(store, *arguments).exception
    assert isinstance(error, UsageError)
    assert said in str(error)
