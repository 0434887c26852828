"""The whole comparison on a corpus with known errors of the rule and noise in the labels."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from autoqa.cli import cli
from autoqa.config import Settings
from autoqa.tune.corpus import entries_in
from autoqa.tune.evaluate import Evaluated, evaluate
from autoqa.tune.labels import read_labels
from autoqa.tune.result import Kind
from tests.tune.making import call, labels_csv, rules_dir

GUILTY = ["A: 您把三百块钱转给我就行", "C: 好"]
INNOCENT = ["A: 您把三百块钱转给我们公司就行", "C: 好"]
UNSEEN = ["A: 您把三百块钱发我微信就行", "C: 好"]
CLEAN = ["A: 这个业务每月三块钱", "C: 好"]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 violations flagged, 2 innocent calls flagged, 3 violations unseen, 5 clean; 2 recognised badly, one
    of them a violation; 6 more clean calls that nobody labelled."""
    folder = tmp_path_factory.mktemp("centre")
    rules_dir(folder / "rules")
    plan = [("tp", GUILTY, 4, "fail"), ("fp", INNOCENT, 2, "pass"), ("fn", UNSEEN, 3, "fail")]
    plan += [("tn", CLEAN, 5, "pass"), ("free", CLEAN, 6, "")]
    rows: list[dict[str, object]] = []
    for kind, lines, count, status in plan:
        for number in range(count):
            call(folder / "calls", f"{kind}{number}", lines)
            if status:
                place = {"start": 0.5, "end": 3.5} if status == "fail" else {}
                rows.append({"call_id": f"{kind}{number}", "rule": "money.private", "status": status} | place)
    for name, status in (("dim0", "fail"), ("dim1", "pass")):
        call(folder / "calls", name, CLEAN, confidence=0.3)
        rows.append({"call_id": name, "rule": "money.private", "status": status})
    noise = [
        {"call_id": "tp0", "rule": "money.private", "status": "pass", "labeller": "乙"},
        {
            "call_id": "tp0",
            "rule": "money.private",
            "status": "fail",
            "labeller": "丙",
            "note": "确实是个人账户",
        },
        {"call_id": "tn0", "rule": "money.private", "status": "fail", "labeller": "乙"},
        {"call_id": "tn1", "rule": "money.private", "status": "fail"},
        {"call_id": "gone", "rule": "money.private", "status": "fail"},
        {"call_id": "tn2", "rule": "money.privat", "status": "fail"},
    ]
    labels_csv(folder / "labels.csv", [*rows, *noise])
    return folder


@pytest.fixture(scope="module")
def done(centre: Path) -> Evaluated:
    settings = Settings(rules=centre / "rules")
    return evaluate(settings, entries_in(centre / "calls"), read_labels(centre / "labels.csv").labels)


def test_counts_by_hand(done: Evaluated) -> None:
    """tp0 stands two against one; tn0 is divided and tn1 contradictory, so neither counts."""
    rule = done.evaluation.rules["money.private"]
    assert (rule.tp, rule.fp, rule.fn, rule.tn) == (4, 2, 3, 3)
    assert (rule.unsure, rule.unsure_violations) == (2, 1)
    assert (rule.labelled, rule.violations, rule.calls) == (14, 8, 22)
    assert rule.precision == pytest.approx(4 / 6)
    assert rule.recall == pytest.approx(4 / 7)
    assert rule.f1 == pytest.approx(8 / 13)
    assert rule.recall_outright == pytest.approx(4 / 8)
    assert rule.kappa == pytest.approx((7 / 12 - (6 * 7 + 6 * 5) / 144) / (1 - (6 * 7 + 6 * 5) / 144))


def test_corrected_recall_by_hand(done: Evaluated) -> None:
    """Flagged 6 · 4/6 = 4; left open 2 · 1/2 = 1; passed 14 calls, 6 labelled, 3 violations: 7."""
    assert done.evaluation.rules["money.private"].recall_corrected == pytest.approx(4 / 12)


def test_cautions(done: Evaluated) -> None:
    codes = {one.code: one.message for one in done.evaluation.warnings}
    assert codes.keys() == {"few_labels", "disputed", "contradictory", "missing_calls", "unknown_rule"}
    assert "gone" in codes["missing_calls"]
    assert "是不是 money.private？" in codes["unknown_rule"]
    assert "tn1" in codes["contradictory"]


def test_disagreements_say_where_and_what(done: Evaluated) -> None:
    found = done.evaluation.disagreements
    assert sorted(one.kind for one in found) == [Kind.FALSE_FLAG] * 2 + [Kind.LEFT_OPEN] + [Kind.MISSED] * 3
    missed = next(one for one in found if one.kind is Kind.MISSED)
    assert (missed.start, missed.end) == (0.5, 3.5)
    assert "发我微信" in missed.quote
    false = next(one for one in found if one.kind is Kind.FALSE_FLAG)
    assert "转给我" in false.quote


def test_only_flagged_calls_heard_leaves_recall_unknown(centre: Path) -> None:
    heard = [
        label for label in read_labels(centre / "labels.csv").labels if label.call_id.startswith(("tp", "fp"))
    ]
    result = evaluate(Settings(rules=centre / "rules"), entries_in(centre / "calls"), heard).evaluation
    assert result.rules["money.private"].recall == 1.0
    assert result.rules["money.private"].recall_corrected is None
    assert "only_flagged" in {one.code for one in result.warnings}


def test_a_flag_at_another_place_is_told(tmp_path: Path) -> None:
    call(
        tmp_path / "calls",
        "c",
        ["A: 您把三百块钱转给我就行", "C: 好", *["A: 今天天气不错，我们聊点别的"] * 4],
    )
    labels_csv(
        tmp_path / "labels.csv",
        [{"call_id": "c", "rule": "money.private", "status": "fail", "start": 15, "end": 18}],
    )
    settings = Settings(rules=rules_dir(tmp_path / "rules"))
    labels = read_labels(tmp_path / "labels.csv").labels
    result = evaluate(settings, entries_in(tmp_path / "calls"), labels).evaluation
    assert (result.rules["money.private"].tp, result.rules["money.private"].elsewhere) == (1, 1)
    assert [one.kind for one in result.disagreements] == [Kind.ELSEWHERE]


def test_json_of_the_command(centre: Path) -> None:
    arguments = ["tune", "eval", "--labels", str(centre / "labels.csv"), "--rules", str(centre / "rules")]
    arguments += ["--transcripts", str(centre / "calls"), "--format", "json"]
    ran = CliRunner().invoke(cli, arguments, obj={"debug": False}, standalone_mode=False)
    assert ran.exception is None
    rule = json.loads(ran.stdout)["rules"]["money.private"]
    assert (rule["tp"], rule["fp"], rule["fn"], rule["tn"], rule["unsure"]) == (4, 2, 3, 3, 2)
    assert rule["precision_interval"][0] < rule["precision"] < rule["precision_interval"][1]


def test_excel_labels_read_the_same(centre: Path, tmp_path: Path) -> None:
    """Excel turns job and call numbers into floats; a damaged row is told and the others stay."""
    book = openpyxl.Workbook()
    book.active.append(["call_id", "rule", "status", "points", "我们的列"])
    book.active.append([20261101.0, "money.private", "fail", None, "x"])
    book.active.append(["c2", "3.1.3", "pass", 2, None])
    book.active.append([None, None, None, None, None])
    book.active.append(["c3", "3.1.3", "合格么", None, None])
    book.save(tmp_path / "labels.xlsx")
    read = read_labels(tmp_path / "labels.xlsx")
    assert [(label.call_id, label.status.value, label.points) for label in read.labels] == [
        ("20261101", "fail", None),
        ("c2", "pass", 2.0),
    ]
    (problem,) = read.problems
    assert ":5: status" in problem


def test_a_status_may_be_chinese(tmp_path: Path) -> None:
    said = ["合格", "违规", "不合格", "扣分", "待定", "不涉及"]
    rows = [{"call_id": f"c{number}", "rule": "r", "status": word} for number, word in enumerate(said)]
    read = read_labels(labels_csv(tmp_path / "labels.csv", rows))
    assert [label.status.value for label in read.labels] == ["pass", "fail", "fail", "fail", "unsure", "na"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("labels.csv", b"call_id,status\nc1,fail\n", r"has no column rule.*call_id, rule, status at least"),
        ("labels.csv", b"", r"has no column call_id \(found: none\)"),
        ("labels.csv", b"call_id,rule,status\n", "holds no label"),
        (
            "labels.csv",
            "call_id,rule,status\nc1,r,违章\n".encode(),
            r"no label that can be used .*:2: status = '违章'.*'fail'.*违规",
        ),
        ("labels.csv", "call_id,rule,status\n呼叫".encode("gbk"), "not UTF-8"),
        ("labels.xlsx", b"PK nothing", "not an Excel workbook"),
    ],
)
def test_unusable_label_files_are_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Exception, match=said):
        read_labels(path)


def test_items_points_and_grades(tmp_path: Path) -> None:
    """Two calls of one standard: people give the whole call 80 and 60 points and one item 2 and 0."""
    for name in ("a", "b"):
        call(
            tmp_path / "calls",
            name,
            ["A: 您好，我是华声公司的客服代表，工号三零六二", "C: 好"],
            outcome="refused",
            agent="3062",
        )
    rows = [
        {"call_id": "a", "rule": "3.1.3", "status": "pass", "points": 2},
        {"call_id": "b", "rule": "3.1.3", "status": "fail", "points": 0},
        {"call_id": "a", "rule": "guoxin-shandong", "status": "pass", "points": 80},
        {"call_id": "b", "rule": "S01", "status": "fail", "points": -5},
    ]
    labels = read_labels(labels_csv(tmp_path / "labels.csv", rows)).labels
    card = evaluate(Settings(), entries_in(tmp_path / "calls"), labels).evaluation.scorecards[
        "guoxin-shandong"
    ]
    item = card.items["3.1.3"]
    assert (item.tp, item.fp, item.fn, item.tn) == (0, 0, 1, 1)
    assert (item.points.compared, item.points.mean_error, item.points.equal) == (2, 1.0, 0.5)
    assert card.within_bounds == 0.5
    assert card.total.left_open == 2, "items for a person keep the machine's total open"
