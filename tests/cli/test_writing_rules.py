"""The walk through a first rule, in both languages, done as the page says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ruleset.sca.build import condition, info, operator

Run = Callable[..., Any]
DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("writing-rules.md", "writing-rules.zh-CN.md")
_BLOCK = re.compile(r'```(\w+)(?: title="([^"]+)")?\n(.*?)```', re.S)


@dataclass(frozen=True)
class Block:
    kind: str
    file: str | None
    text: str


def blocks(page: str) -> list[Block]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Block(match[1], match[2], match[3]) for match in _BLOCK.finditer(text)]


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Block]:
    """The blocks of the page, with its files (and those it takes for granted) in the working directory."""
    monkeypatch.chdir(tmp_path)
    found = blocks(PAGES[0])
    for block in found:
        if block.file is not None:
            path = tmp_path / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    call = json.loads((tmp_path / "call.json").read_text(encoding="utf-8"))
    labels = ["call_id,rule,status,start,end,labeller,note"]
    (tmp_path / "calls").mkdir()
    for number in range(6):
        asked = {"start": 8.5, "end": 9.0, "role": "customer", "text": "多少钱"}
        told = {"start": 10.0 + 3 * number, "end": 11.0 + 3 * number, "role": "agent", "text": "每月五元"}
        one = {**call, "call": {"id": f"c{number}"}, "duration": 40.0}
        one["segments"] = [*call["segments"], asked, told]
        (tmp_path / "calls" / f"c{number}.json").write_text(json.dumps(one, ensure_ascii=False), "utf-8")
        labels.append(f"c{number},own.answer_soon,{'pass' if number < 3 else 'fail'},,,王,")
        labels.append(f"c{number},own.contract_period,fail,,,王,")
    (tmp_path / "labels.csv").write_text("\n".join(labels) + "\n", encoding="utf-8")
    keywords = operator("HIT_ANY_KEYWORDS", keywords=["免费"])
    (tmp_path / "sca.json").write_text(json.dumps(info(condition("a", keywords))), encoding="utf-8")
    return found


def test_every_command_of_the_page_does_what_it_says(walk: list[Block], run: Run) -> None:
    ran = {}
    for block in walk:
        for line in block.text.splitlines() if block.kind == "sh" else ():
            result = run(*shlex.split(line)[1:])
            assert result.code == 0, f"{line}\n{result.out}\n{result.err}"
            ran[line] = result.out
    assert "4 examples hold" in ran["autoqa rules test --rule own.contract_period"]
    assert "own.contract_period" in ran["autoqa rules list"]
    card = json.loads(ran["autoqa score call.json --format json"])
    (found,) = [finding for finding in card["findings"] if finding["rule"] == "own.contract_period"]
    assert (found["status"], found["trial"], found["reason"]) == ("fail", True, "推荐了套餐，没有说明合约期")
    assert "`own.contract_period`" in Path("rules.md").read_text(encoding="utf-8")
    assert "own.answer_soon" in ran["autoqa tune eval --labels labels.csv --transcripts calls"]


def test_the_mistake_of_the_page_is_told_as_it_says(walk: list[Block], run: Run) -> None:
    (told,) = (block.text.strip() for block in walk if block.kind == "text")
    rule = Path("own-rules/contract_period.yaml")
    rule.write_text(rule.read_text(encoding="utf-8").replace("kind:", "knd:", 1), encoding="utf-8")
    result = run("rules", "check")
    assert result.code == 2
    assert told in result.err


def test_a_trial_rule_never_scores_and_an_active_one_does(walk: list[Block], run: Run) -> None:
    def item() -> dict[str, Any]:
        out = run("score", "call.json", "--scorecard", "own-sales", "--format", "json").out
        items: dict[str, dict[str, Any]] = {one["id"]: one for one in json.loads(out)["items"]}
        return items["1.2"]

    assert (item()["status"], item()["awarded"]) == ("unsure", None)
    rule = Path("own-rules/contract_period.yaml")
    rule.write_text(rule.read_text(encoding="utf-8").replace("trial", "active"), encoding="utf-8")
    assert (item()["status"], item()["awarded"]) == ("fail", 0)


def test_the_campaign_of_the_page_sets_its_number(walk: list[Block], run: Run) -> None:
    def verdict(campaign: str) -> str:
        path = Path("calls/c2.json")
        call = json.loads(path.read_text(encoding="utf-8"))
        call["call"]["campaign"] = campaign
        path.write_text(json.dumps(call, ensure_ascii=False), encoding="utf-8")
        card = json.loads(run("score", path, "--format", "json").out)
        return next(one["status"] for one in card["findings"] if one["rule"] == "own.answer_soon")

    assert (verdict("other"), verdict("broadband")) == ("pass", "fail")


def test_both_pages_show_the_same_files_and_commands() -> None:
    english, chinese = (blocks(page) for page in PAGES)
    assert english == chinese
