"""Two rule directories on the same calls, and the gates of a team's CI."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autoqa.cli import cli
from autoqa.config import Settings
from autoqa.errors import UsageError
from autoqa.tune.compare import Move, RulesDiff, compare_rules
from autoqa.tune.corpus import entries_in
from autoqa.tune.gate import parse_gate
from autoqa.types import Status
from tests.tune.making import RULE, call, labels_csv, rules_dir


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """B no longer flags 打到我账上, newly flags 发我微信, excepts the company, and drops a rule of A; people
    call the first two violations."""
    folder = tmp_path_factory.mktemp("diff")
    extra = RULE.replace("money.private", "money.gift").replace("转给我, 打到我账上", "送您红包")
    a = rules_dir(folder / "a")
    (a / "money" / "gift.yaml").write_text(extra, encoding="utf-8")
    rules_dir(folder / "b", RULE.replace("打到我账上]", "发我微信]\n    except: [转给我们公司]"))
    lines = {
        "gone": "您直接打到我账上吧",
        "new": "您把三百块钱发我微信就行",
        "company": "请您转给我们公司的账户",
        "same": "您把钱转给我",
        "twice": "您可以转给我，也可以发我微信",
        "gift": "今天办理送您红包",
        "clean": "这个业务每月三块钱",
    }
    for name, line in lines.items():
        call(folder / "calls", name, ["A: 您好我是客服代表", "C: 你说", f"A: {line}"])
    fails = {"gone", "new", "same", "twice"}
    rows = [
        {"call_id": name, "rule": "money.private", "status": "fail" if name in fails else "pass"}
        for name in lines
    ]
    labels_csv(folder / "labels.csv", rows)
    return folder


@pytest.fixture(scope="module")
def found(centre: Path) -> RulesDiff:
    return compare_rules(Settings(), centre / "a", centre / "b", entries_in(centre / "calls")).difference


def test_flags_that_appear_and_vanish(found: RulesDiff) -> None:
    moved = {(one.call_id, one.rule, one.move) for one in found.moved}
    assert moved == {
        ("gone", "money.private", Move.VANISHES),
        ("company", "money.private", Move.VANISHES),
        ("new", "money.private", Move.APPEARS),
        ("twice", "money.private", Move.APPEARS),
        ("gift", "money.gift", Move.VANISHES),
        *(
            (name, "money.gift", Move.CHANGES)
            for name in ("gone", "new", "company", "same", "twice", "clean")
        ),
    }
    assert found.only_a == ("money.gift",)
    assert found.rules["money.private"] == {Move.APPEARS: 2, Move.VANISHES: 2, Move.CHANGES: 0}


def test_each_says_what_was_said(found: RulesDiff) -> None:
    new = next(one for one in found.moved if one.call_id == "new" and one.rule == "money.private")
    assert (new.before, new.after) == (Status.PASS, Status.FAIL)
    assert "发我微信" in new.quote
    assert new.start is not None


def test_the_same_rules_do_not_differ(centre: Path) -> None:
    same = compare_rules(Settings(), centre / "a", centre / "a", entries_in(centre / "calls")).difference
    assert (same.moved, same.points, same.calls_moved) == ((), (), 0)


def test_points_that_move(tmp_path: Path) -> None:
    """The standard gives 2 points for unit and number within 15 s; B allows 40."""
    a = rules_dir(tmp_path / "a", shipped=["opening/identity", "opening/number_matches"])
    b = rules_dir(tmp_path / "b", shipped=["opening/identity", "opening/number_matches"])
    text = (b / "opening" / "identity.yaml").read_text(encoding="utf-8")
    (b / "opening" / "identity.yaml").write_text(text.replace("limit: 15", "limit: 40"), encoding="utf-8")
    late = ["A: " + "您好" * 40, "A: 我是华声公司的客服代表工号三零六二", "C: 好"]
    call(tmp_path / "calls", "late", late, agent="3062")
    (moved,) = compare_rules(Settings(), a, b, entries_in(tmp_path / "calls")).difference.points
    assert moved.awarded[1] - moved.awarded[0] == 2


def ran(centre: Path, *gates: str, labels: bool = True) -> Result:
    arguments = ["tune", "diff", str(centre / "a"), str(centre / "b"), "--transcripts", str(centre / "calls")]
    arguments += ["--labels", str(centre / "labels.csv")] if labels else []
    for gate in gates:
        arguments += ["--fail-if", gate]
    return CliRunner().invoke(
        cli, [*arguments, "--format", "json"], obj={"debug": False}, standalone_mode=False
    )


@pytest.mark.parametrize(
    ("gate", "fails"),
    [
        ("recall(money.private) < 0.95", True),
        ("recall(money.private) < 0.75", False),
        ("a.recall(money.private) < 0.75", False),
        ("precision(money.private) < a.precision(money.private)", False),
        ("fp(money.private) > 0", False),
        ("a.fp(money.private) > 0", True),
        ("appeared(money.private) > 1", True),
        ("vanished(money.private) > 2", False),
        ("recall(money.gift) < 0.5", True),
    ],
)
def test_gates(centre: Path, gate: str, fails: bool) -> None:
    """B finds 3 of 4 violations without a false flag, A 3 of 4 with one; nobody labelled gifts, and what
    cannot be told is no pass."""
    done = ran(centre, gate)
    assert done.exception is None
    assert done.return_value == (1 if fails else 0)
    assert json.loads(done.stdout)["calls"] == 7
    assert gate in done.stderr


def test_gates_on_moves_need_no_labels(centre: Path) -> None:
    assert ran(centre, "appeared(money.private) > 5", labels=False).return_value == 0
    refused = ran(centre, "recall(money.private) < 0.9", labels=False)
    assert isinstance(refused.exception, UsageError)


@pytest.mark.parametrize("written", ["recall < 1", "recal(x.y) < 1", "recall(x.y) ~ 1", "recall(x.y) < "])
def test_gates_that_cannot_be_read(written: str) -> None:
    with pytest.raises(UsageError, match="--fail-if"):
        parse_gate(written)
