"""Writes what the table of trust promises, and whether the "test" half keeps it, into ``docs/trust.md``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from autoqa.trust import RuleTrust, TrustTable
from autoqa.types import Status
from benchmarks.calls.make import ROOT
from benchmarks.trust.diagram import bins, drawn, expected_error
from benchmarks.trust.verdicts import Given

PAGE = ROOT / "docs" / "trust.md"
PICTURE = ROOT / "docs" / "trust.svg"
_BEGIN, _END = "<!-- written by python -m benchmarks.trust -->", "<!-- end -->"


def write(table: TrustTable, tested: Sequence[Given]) -> None:
    """The generated part of the page, and the diagram; ``tested``: verdicts of the half that nothing was
    set on."""
    chances = [table.probability(one.rule, one.status, one.signs) for one in tested]
    right = [one.right for one in tested]
    found = bins(chances, right)
    PICTURE.write_text(drawn(found, "判定的把握与实际正确率 (test)"), "utf-8")
    page = PAGE.read_text("utf-8")
    head, rest = page.split(_BEGIN, 1)
    tail = rest.split(_END, 1)[1]
    body = "\n".join(_lines(table, tested, chances, expected_error(found)))
    PAGE.write_text(f"{head}{_BEGIN}\n\n{body}\n\n{_END}{tail}", "utf-8")


def _lines(table: TrustTable, tested: Sequence[Given], chances: Sequence[float], error: float) -> list[str]:
    given: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for one, chance in zip(tested, chances, strict=True):
        every[one.rule] += 1
        if chance >= table.needed(one.rule, one.status):
            given[one.rule] += 1
            wrong[one.rule] += not one.right
    total, bad = sum(given.values()), sum(wrong.values())
    broken = [
        rule
        for rule, known in table.rules.items()
        if known.bound and _share(wrong[rule], given[rule]) > known.bound
    ]
    calls = len({one.call for one in tested})
    fails = sum(one.status is Status.FAIL for one in tested)
    return [
        f"模型 / model `{table.model_sha256[:12]}`；{table.fitted_on}。",
        "",
        f"检验 / test: {calls} 通录音，{len(tested)} 条判定（其中 {fails} 条不合格），给出 {total} 条"
        f"（{_share(total, len(tested)):.1%}），错 {bad} 条（{_share(bad, total):.1%}）；"
        f"校准误差 / expected calibration error {error:.3f}。",
        f"超出上限的规则 / rules beyond their bound: {', '.join(broken) or '无 none'}。",
        "",
        "| 规则 rule | 把握下限 threshold | 错误上限 bound | 设定时 给出/错 fitted "
        "| 检验时 给出/错/全部 tested |",
        "|---|---|---|---|---|",
        *(
            f"| {rule} | {_threshold(known)} | {_bound(known)} | {known.given} / {known.wrong} "
            f"| {given[rule]} / {wrong[rule]} / {every[rule]} |"
            for rule, known in table.rules.items()
        ),
    ]


def _threshold(known: RuleTrust) -> str:
    return "不自动判 never" if known.threshold > 1 else f"{known.threshold:.3f}"


def _bound(known: RuleTrust) -> str:
    return f"{known.bound:.0%}" if known.bound is not None else "未定 none"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
