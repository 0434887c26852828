"""What is wrong most often, with an example of each that plays; what people made of the machine's flags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.report import wording
from autoqa.report.evidence import Clip
from autoqa.report.period.lines import CallLine
from autoqa.report.period.table import Chart, Column, Form, Table
from autoqa.store.tables import FindingRow, ItemRow, ScorecardRow, VerdictRow
from autoqa.text.masking import Cover
from autoqa.tune.agreement import Case, agreement
from autoqa.types import Severity, Status

TOP = 20
"""Items and rules listed: what comes after is rare."""
MACHINE, PEOPLE = "机器", "人工"


_FLAG = (
    *(FindingRow.id, FindingRow.call_id, FindingRow.rule, FindingRow.title, FindingRow.severity),
    *(FindingRow.start, FindingRow.end, FindingRow.quote, FindingRow.reason, FindingRow.confidence),
)
_FAILED = sa.text("findings.status = 'fail'")
"""As a literal, so that the partial index of failures is used."""
_AT_ONCE = 5000


class _Flags:
    """Violations of a rule: how many, in which calls, and the one that shows best what is meant."""

    __slots__ = ("calls", "count", "example")

    def __init__(self) -> None:
        self.count = 0
        self.calls: set[int] = set()
        self.example: Any = None

    def add(self, finding: Any) -> None:
        self.count += 1
        self.calls.add(finding.call_id)
        if self.example is None or _telling(finding) > _telling(self.example):
            self.example = finding


def _telling(finding: Any) -> tuple[bool, float, int]:
    return bool(finding.quote), finding.confidence or 0.0, -finding.id


def _ids(calls: Sequence[CallLine]) -> sa.ColumnElement[bool]:
    """Rows of scorecards in force; the calls are narrowed by their smallest and largest number, and then in
    Python, because a month has more calls than a query may name."""
    keys = [call.key for call in calls]
    return sa.and_(
        ScorecardRow.current, ScorecardRow.call_id.between(min(keys, default=0), max(keys, default=0))
    )


def items_table(session: Session, calls: Sequence[CallLine]) -> Table:
    """Items of the standard by the number of calls they fail on."""
    wanted = {call.key for call in calls}
    query = sa.select(ItemRow.item, ItemRow.title, ItemRow.call_id, ItemRow.max, ItemRow.awarded).join(
        ScorecardRow, ScorecardRow.id == ItemRow.scorecard_id
    )
    failed: dict[tuple[str, str], list[float]] = {}
    rows = session.execute(query.where(_ids(calls), ItemRow.status == Status.FAIL))
    for item, title, call, most, awarded in rows:
        if call in wanted:
            failed.setdefault((item, title), []).append(most - (awarded or 0.0))
    scored = sum(call.scored for call in calls)
    ranked = sorted(failed.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:TOP]
    columns = (
        Column("评分项"),
        Column("内容"),
        Column("扣分通话", Form.COUNT),
        Column("占已评分", Form.SHARE),
        Column("共扣分", Form.NUMBER),
    )
    cells = tuple(
        (item, title, len(lost), len(lost) / scored if scored else None, sum(lost))
        for (item, title), lost in ranked
    )
    return Table("扣分最多的评分项", columns, cells, chart=Chart("bar", 1, (2,), rows=10))


def rules_table(session: Session, calls: Sequence[CallLine]) -> Table:
    """Violations by rule with an example, and how people judged those they heard."""
    wanted = {call.key: call for call in calls}
    query = sa.select(*_FLAG).join(ScorecardRow, ScorecardRow.id == FindingRow.scorecard_id)
    flags: dict[str, _Flags] = {}
    # In the order of the partial index of failures: their scorecards have up to fifty findings each.
    cards = sa.select(sa.func.min(ScorecardRow.id), sa.func.max(ScorecardRow.id)).where(_ids(calls))
    first, last = session.execute(cards).one()
    failing = query.where(
        _FAILED,
        FindingRow.severity.in_(list(Severity)),
        FindingRow.scorecard_id.between(first, last),
        FindingRow.trial.is_(False),
        ScorecardRow.current,
    )
    for finding in session.execute(failing, execution_options={"yield_per": _AT_ONCE}):
        if finding.call_id in wanted:
            flags.setdefault(finding.rule, _Flags()).add(finding)
    judged = _judged(session, wanted)
    rows = []
    for rule, found in sorted(flags.items(), key=lambda pair: (-pair[1].count, pair[0]))[:TOP]:
        example = found.example
        confirmed, rejected = judged.get(rule, (0, 0))
        clip = None
        if example.start is not None and example.end is not None:
            clip = Clip(example.call_id, wanted[example.call_id].call_id, example.start, example.end)
        rows.append(
            (
                example.title,
                rule,
                wording.SEVERITY[example.severity],
                found.count,
                len(found.calls),
                confirmed,
                rejected,
                Cover.of(wanted[example.call_id].customer)(example.quote) or example.reason,
                clip,
            )
        )
    columns = (
        Column("违规"),
        Column("规则"),
        Column("级别"),
        Column("处数", Form.COUNT),
        Column("通话", Form.COUNT),
        Column("人工确认", Form.COUNT),
        Column("人工驳回", Form.COUNT),
        Column("例子"),
        Column("录音", Form.CLIP),
    )
    return Table("违规与例子", columns, tuple(rows), chart=Chart("bar", 0, (4,), rows=10))


def _judged(session: Session, wanted: dict[int, CallLine]) -> dict[str, tuple[int, int]]:
    """Per rule, flags that people confirmed and rejected."""
    query = sa.select(VerdictRow.rule, VerdictRow.call_id, VerdictRow.status).where(
        VerdictRow.current,
        VerdictRow.calibration_id.is_(None),
        VerdictRow.machine_status == Status.FAIL,
        VerdictRow.status != Status.UNSURE,
    )
    counts: dict[str, tuple[int, int]] = {}
    for rule, call, status in session.execute(query):
        if call in wanted:
            confirmed, rejected = counts.get(rule, (0, 0))
            right = status is Status.FAIL
            counts[rule] = (confirmed + right, rejected + (not right))
    return counts


def accuracy_table(session: Session, calls: Sequence[CallLine]) -> Table:
    """The machine's own accuracy: its verdicts against those of people on the calls of the period."""
    wanted = {call.key for call in calls}
    query = sa.select(VerdictRow.rule, VerdictRow.call_id, VerdictRow.machine_status, VerdictRow.status)
    decided = query.where(
        VerdictRow.current, VerdictRow.machine_status.is_not(None), VerdictRow.status != Status.UNSURE
    )
    cases: dict[str, list[Case]] = {}
    for rule, call, machine, human in session.execute(decided.order_by(VerdictRow.id)):
        if call in wanted and machine is not None:
            cases.setdefault(rule, []).append(Case(machine, None, human is Status.FAIL))
    rows = [_accuracy(rule, mine) for rule, mine in sorted(cases.items())]
    everything = [case for mine in cases.values() for case in mine]
    if everything:
        rows.append(_accuracy("合计", everything))
    columns = (
        Column("规则或评分项"),
        *(Column(name, Form.COUNT) for name in ("人工已判", "命中", "误报", "漏检", "都合格", "机器待定")),
        *(Column(name, Form.SHARE) for name in ("准确率", "准确率下限", "准确率上限")),
        *(Column(name, Form.SHARE) for name in ("召回率", "召回率下限", "召回率上限")),
        Column("Kappa", Form.NUMBER),
    )
    note = (
        "只含人工判过的；报违规的听得多、未报的听得少，召回率因此偏高，"
        "对全部录音的估计见 autoqa tune eval。上下限为 95% 区间（Wilson）。"
    )
    return Table("机器准确率", columns, tuple(rows), note=note, total=bool(everything))


def _accuracy(rule: str, cases: Sequence[Case]) -> tuple[str | int | float | None, ...]:
    found = agreement(cases)
    precision, recall = found.precision_interval or (None, None), found.recall_interval or (None, None)
    counts = (len(cases), found.tp, found.fp, found.fn, found.tn, found.unsure)
    return (rule, *counts, found.precision, *precision, found.recall, *recall, found.kappa)
