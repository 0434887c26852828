"""Changes that labels ask for: exceptions that were removed come back, unseen phrases are found, and the
patch touches nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autoqa.config import Settings
from autoqa.tune.corpus import entries_in
from autoqa.tune.suggest import Suggestions, suggest
from autoqa.types import Label, Status
from tests.tune.making import RULE, RULES, call, rules_dir

GUILTY = ["您把三百块钱转给我就行", "费用直接打到我账上吧", "你现在转给我也可以的"]
REJECTED = ["请您把钱转给我们公司的账户", "这笔款要转给我们公司", "您可以转给我们财务"]
UNSEEN = ["您加我支付宝付给我个人吧", "钱付给我个人就可以", "你付给我个人比较快"]
CLEAN = ["这个业务每月三块钱", "请问您同意开通吗", "您可以随时取消", "我们公司会给您发短信"]


def labelled(folder: Path, plan: dict[str, list[str]]) -> list[Label]:
    """Calls said twice by each of two agents; what is in ``fail`` people call a violation."""
    labels = []
    for status, sentences in plan.items():
        for index, sentence in enumerate(sentences * 2):
            name = f"{status}{index}"
            lines = ["A: 您好我是华声公司的客服代表", "C: 你说", f"A: {sentence}", "C: 知道了"]
            call(folder, name, lines, agent=f"70{index % 2}", day=f"2026-11-0{2 + index % 2}")
            labels.append(Label(call_id=name, rule="money.private", status=Status(status)))
    return labels


def suggested(tmp_path: Path, plan: dict[str, list[str]], rule: str = RULE) -> tuple[Suggestions, Path]:
    rules = rules_dir(tmp_path / "rules", rule)
    labels = labelled(tmp_path / "calls", plan)
    done = suggest(Settings(rules=rules), "money.private", entries_in(tmp_path / "calls"), labels)
    assert done.problems == ()
    return done.result, rules


def test_exceptions_are_proposed_for_what_people_rejected(tmp_path: Path) -> None:
    found, rules = suggested(tmp_path, {"fail": GUILTY, "pass": REJECTED + CLEAN})
    assert (found.before.fp, found.before.fn) == (6, 0)
    assert (found.after.fp, found.after.fn, found.after.tp) == (0, 0, 6)
    assert {one.kind for one in found.suggestions} == {"exception"}
    assert any("转给我们" in one.words for one in found.suggestions)
    assert found.cost_after == 0 < found.cost_before
    path = rules / "money" / "private.yaml"
    assert path.read_text(encoding="utf-8") == RULE, "never applied by itself"
    subprocess.run(["git", "apply", "-"], cwd=rules, input=found.patch.encode(), check=True)
    after = path.read_text(encoding="utf-8")
    added = [line for line in after.splitlines() if line not in RULE.splitlines()]
    assert len(added) == 1
    assert added[0].startswith("    except: [")
    assert after.replace(added[0] + "\n", "") == RULE, "every other byte stays"


def test_phrases_are_proposed_for_what_no_rule_saw(tmp_path: Path) -> None:
    found, _ = suggested(tmp_path, {"fail": GUILTY + UNSEEN, "pass": CLEAN})
    (one,) = found.suggestions
    assert (one.kind, one.condition, one.agents) == ("phrase", "said", 2)
    assert "付给我个人" in one.words or one.words in "付给我个人"
    assert len(one.fixes) == 6
    assert one.breaks == ()
    assert (found.before.fn, found.after.fn, found.after.fp) == (6, 0, 0)


def test_a_guard_is_proposed_for_denials(tmp_path: Path) -> None:
    denied = ["我们不会让您转给我的", "从来不用转给我", "没有人会让您打到我账上"]
    found, _ = suggested(tmp_path, {"fail": GUILTY, "pass": denied + CLEAN})
    assert found.suggestions[0].kind in ("guard", "exception")
    assert found.after.fp < found.before.fp
    assert found.after.fn == 0


def test_a_good_rule_is_left_alone(tmp_path: Path) -> None:
    found, _ = suggested(tmp_path, {"fail": GUILTY, "pass": CLEAN})
    assert found.suggestions == ()
    assert found.patch == ""


def test_words_that_violations_share_are_not_made_exceptions(tmp_path: Path) -> None:
    """The same sentence is called a violation as often as not: no exception can mend that."""
    found, _ = suggested(tmp_path, {"fail": ["请转给我吧"] * 3, "pass": ["请转给我吧"] * 2 + CLEAN})
    assert found.suggestions == ()


@pytest.mark.parametrize("shape", ["brackets", "lines", "parameter"])
def test_every_way_of_writing_a_list(tmp_path: Path, shape: str) -> None:
    rule = {
        "brackets": RULE,
        "lines": RULE.replace(
            "    any: [转给我, 打到我账上]   # 常见的两种\n",
            "    any:\n      - 转给我\n      # 还有\n      - 打到我账上  # 常见\n",
        ),
        "parameter": RULE.replace("any: [转给我, 打到我账上]", "any: $sayings").replace(
            "conditions:", "params:\n  sayings: [转给我, 打到我账上]  # 按活动改\nconditions:"
        ),
    }[shape]
    found, rules = suggested(tmp_path, {"fail": GUILTY + UNSEEN, "pass": CLEAN}, rule)
    assert found.after.fn == 0
    subprocess.run(["git", "apply", "-"], cwd=rules, input=found.patch.encode(), check=True)
    after = (rules / "money" / "private.yaml").read_text(encoding="utf-8")
    kept = [line for line in rule.splitlines() if line in after.splitlines()]
    assert len(kept) >= len(rule.splitlines()) - 1


def test_removed_exceptions_of_a_shipped_rule_come_back(tmp_path: Path) -> None:
    """The hotline rule without its exceptions takes the number to text to for a hotline."""
    shipped = (RULES / "disclosure" / "hotline.yaml").read_text(encoding="utf-8")
    assert "    except: [短信, 发到, 发送到]\n" in shipped
    bare = shipped.replace("    except: [短信, 发到, 发送到]\n", "")
    rules = rules_dir(tmp_path / "rules", shipped=["disclosure/hotline"])
    (rules / "disclosure" / "hotline.yaml").write_text(bare, encoding="utf-8")
    told = ["有问题请拨打客服热线一零零一零", "咨询电话是一零零一零", "您可以拨打一零零一零咨询"]
    texted = ["有问题发短信到一零零一零", "有疑问您就发短信一零零一零", "咨询请发送到一零零一零"]
    labels = []
    for status, sentences in (("pass", told), ("fail", texted)):
        for index, sentence in enumerate(sentences * 2):
            lines = ["A: 您好", "C: 你说", f"A: {sentence}", "A: 请问您是否同意开通呢", "C: 好的"]
            call(tmp_path / "calls", f"{status}{index}", lines, agent=f"70{index % 2}", outcome="sold")
            labels.append(Label(call_id=f"{status}{index}", rule="disclosure.hotline", status=Status(status)))
    done = suggest(Settings(rules=rules), "disclosure.hotline", entries_in(tmp_path / "calls"), labels).result
    assert done.before.fn > 0
    assert (done.after.fn, done.after.fp) == (0, 0)
    assert {one.kind for one in done.suggestions} == {"exception"}
    words = "".join(one.words for one in done.suggestions)
    assert "短信" in words
    assert "发送" in words or "送到" in words


def test_a_threshold_is_proposed_where_no_words_tell_right_from_wrong(tmp_path: Path) -> None:
    """The same sentence, wrongly flagged wherever it was badly heard: words cannot mend that, leaving such
    calls to a person does."""
    rules = rules_dir(tmp_path / "rules")
    labels = []
    for number in range(16):
        clear = number % 2 == 0
        lines = ["A: 您好", "C: 你说", "A: 请转给我吧", "C: 知道了"]
        known = {"agent": f"70{number // 4}", "day": f"2026-11-0{2 + number % 4 // 2}"}
        call(tmp_path / "calls", f"c{number:02d}", lines, confidence=0.95 if clear else 0.55, **known)
        status = Status.FAIL if clear else Status.PASS
        labels.append(Label(call_id=f"c{number:02d}", rule="money.private", status=status))
    found = suggest(Settings(rules=rules), "money.private", entries_in(tmp_path / "calls"), labels).result
    (one,) = found.suggestions
    assert one.kind == "threshold"
    assert 0.55 < float(one.words) <= 0.95
    assert one.saves == pytest.approx(8 * (1 - 0.5)), "eight false flags left to a person"
    assert (found.before.fp, found.after.fp, found.after.unsure, found.after.tp) == (8, 0, 8, 8)
    subprocess.run(["git", "apply", "-"], cwd=rules, input=found.patch.encode(), check=True)
    after = (rules / "money" / "private.yaml").read_text(encoding="utf-8")
    added = [line for line in after.splitlines() if line not in RULE.splitlines()]
    assert added == [f"min_confidence: {one.words}"]
