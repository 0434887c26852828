"""What the rules found for one item, or one part of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autoqa.types import Cause, Finding, Mode, Status

Findings = Mapping[str, tuple[Finding, ...]]
"""Findings that may score, by rule id."""


def by_rule(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Findings by rule id, without those of trial rules: they flag and never score."""
    grouped: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        if not finding.trial:
            grouped[finding.rule] = (*grouped.get(finding.rule, ()), finding)
    return grouped


@dataclass(frozen=True)
class Tally:
    """The state of one item or part.

    Attributes:
        status: ``unsure`` when a person must decide; ``na`` when no rule found it concerned.
        low, high: fewest and most failures that there may be.
        findings: those behind it, gravest first within a rule's order.
        cause: why ``unsure``.
    """

    status: Status
    low: int
    high: int
    findings: tuple[Finding, ...]
    reason: str
    cause: Cause | None = None

    @property
    def pending(self) -> bool:
        return self.status is Status.UNSURE


def tally(rules: Iterable[str], mode: Mode, findings: Findings) -> Tally:
    """Count the findings of ``rules`` as far as ``mode`` lets them decide.

    Rules of an automatic item decide; those of an assisted one are shown to the person who does. A rule
    without findings (not there, not active, only on trial) decides nothing.
    """
    wanted = tuple(rules)
    found = tuple(finding for rule in wanted for finding in findings.get(rule, ()))
    fails = [finding for finding in found if finding.status is Status.FAIL]
    doubts = [finding for finding in found if finding.status is Status.UNSURE]
    if mode is Mode.MANUAL:
        return Tally(Status.UNSURE, 0, 1, (), "需人工评判", Cause.MANUAL)
    if mode is Mode.ASSIST:
        most = max(1, len(fails) + len(doubts))
        return Tally(Status.UNSURE, 0, most, (*fails, *doubts), _hint(fails, doubts), Cause.MANUAL)
    silent = [rule for rule in wanted if rule not in findings]
    most = len(fails) + len(doubts) + len(silent)
    if fails:
        return Tally(Status.FAIL, len(fails), most, (*fails, *doubts), _said(fails))
    if doubts:
        return Tally(Status.UNSURE, 0, most, tuple(doubts), _said(doubts), doubts[0].cause)
    if silent or not wanted:
        missing = f"规则未启用：{'、'.join(silent)}" if silent else "没有适用的规则"
        return Tally(Status.UNSURE, 0, max(1, most), (), missing, Cause.MANUAL)
    if all(finding.status is Status.NA for finding in found):
        return Tally(Status.NA, 0, 0, found, "不涉及")
    passed = tuple(finding for finding in found if finding.status is Status.PASS)
    return Tally(Status.PASS, 0, 0, passed, _said(passed))


def _hint(fails: list[Finding], doubts: list[Finding]) -> str:
    if fails:
        return f"机器提示：{_said(fails)}。需人工评判"
    if doubts:
        return f"机器存疑：{_said(doubts)}。需人工评判"
    return "机器未发现问题，需人工评判"


def _said(findings: Iterable[Finding]) -> str:
    return "；".join(dict.fromkeys(finding.reason for finding in findings))
