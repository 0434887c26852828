"""A report of a period, out of the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.report.period.failing import accuracy_table, items_table, rules_table
from autoqa.report.period.groups import daily_table, group_table, grouped
from autoqa.report.period.line_classes import line_table
from autoqa.report.period.lines import CallLine, call_lines
from autoqa.report.period.table import Column, Form, Report, Table
from autoqa.report.period.violations import month_table, violations_table
from autoqa.sampling.period import Period, Span
from autoqa.sampling.plan import SamplingPlan
from autoqa.store import Store
from autoqa.store.tables import AppealRow, SampleCallRow, SampleRow

TITLES = {Span.DAY: "质检日报", Span.WEEK: "质检周报", Span.MONTH: "质检月报"}
DUE = {
    Span.WEEK: "周报于每周五上午反馈（S03）。",
    Span.MONTH: "月报于次月 5 日前报送（S03）。",
}


@dataclass(frozen=True)
class Asked:
    """What a centre sets for itself.

    Attributes:
        effective: seconds from which a call counts as an effective one.
        line_field: metadata that names the telephone line of a call (S27).
        key_items: ids of the key indicators of S27; None while nobody has said which they are.
    """

    effective: float = 30.0
    line_field: str = "line"
    key_items: Collection[str] | None = None


def period_report(store: Store, period: Period, zone: tzinfo, plan: SamplingPlan, asked: Asked) -> Report:
    """Everything managers ask of a day, week or month."""
    effective = asked.effective
    with store.read() as session:
        calls = call_lines(session, period, zone)
        by = (
            group_table(
                "坐席",
                "工号",
                calls,
                lambda call: call.agent,
                effective=effective,
                named=lambda c: c.agent_name,
            ),
            group_table("班组", "班组", calls, lambda call: call.team, effective=effective),
            group_table("活动", "活动", calls, lambda call: call.campaign, effective=effective),
            group_table("地区", "地区", calls, lambda call: call.region, effective=effective),
        )
        tables = (
            daily_table(calls, effective),
            *by,
            items_table(session, calls),
            rules_table(session, calls),
            violations_table(calls),
            month_table(calls),
            line_table(session, calls, asked.line_field, asked.key_items),
            _appeals(session, calls),
            quota_table(session, calls, period, zone, plan),
            accuracy_table(session, calls),
        )
    notes = (DUE[period.span],) if period.span in DUE else ()
    shown = tuple(table for table in tables if table is not None)
    return Report(TITLES[period.span], period.title, _figures(calls), notes, shown)


def quota_report(store: Store, period: Period, zone: tzinfo, plan: SamplingPlan) -> Report:
    """How far the sampling quota of a plan is met."""
    with store.read() as session:
        calls = call_lines(session, period, zone)
        table = quota_table(session, calls, period, zone, plan)
    return Report("抽检完成情况", period.title, (("抽检方案", plan.title),), (), (table,))


def _figures(calls: Sequence[CallLine]) -> tuple[tuple[str, str], ...]:
    scores = [call.final_score for call in calls if call.final_score is not None]
    return (
        ("通话", f"{len(calls):,}"),
        ("通话时长（小时）", f"{sum(call.duration for call in calls) / 3600:,.1f}"),
        ("已评分", f"{sum(call.scored for call in calls):,}"),
        ("已签", f"{sum(call.signed for call in calls):,}"),
        ("已签均分", f"{sum(scores) / len(scores):.1f}" if scores else "—"),
        ("有违规的通话", f"{sum(bool(call.fails) for call in calls):,}"),
        ("致命（机器）", f"{sum(bool(call.fatals) for call in calls):,}"),
    )


def _appeals(session: Session, calls: Sequence[CallLine]) -> Table:
    wanted = {call.key: call for call in calls}
    rows = []
    for appeal in session.scalars(sa.select(AppealRow).order_by(AppealRow.filed_at)):
        if appeal.call_id in wanted:
            call = wanted[appeal.call_id]
            outcome = "未决" if appeal.upheld is None else "成立" if appeal.upheld else "不成立"
            rows.append(
                (
                    call.call_id,
                    call.agent,
                    appeal.item or "整张评分表",
                    appeal.reason,
                    outcome,
                    appeal.answer or "",
                )
            )
    columns = tuple(Column(name) for name in ("录音", "工号", "对象", "理由", "结果", "答复"))
    return Table("申诉", columns, tuple(rows))


def quota_table(
    session: Session, calls: Sequence[CallLine], period: Period, zone: tzinfo, plan: SamplingPlan
) -> Table:
    """Drawn and signed calls of each agent. For a plan with a number of calls, the sum says whether it is
    met; for one by agents, each line does."""
    start, end = period.bounds(zone)
    query = sa.select(SampleCallRow.call_id).join(SampleRow, SampleRow.id == SampleCallRow.sample_id)
    drawn = set(
        session.scalars(
            query.where(SampleRow.plan == plan.id, SampleRow.period_start < end, SampleRow.period_end > start)
        )
    )
    per_agent = plan.per_agent
    rows: list[tuple[str | int, ...]] = []
    for agent, mine in grouped(calls, lambda call: call.agent).items():
        asked = 0
        if per_agent is not None:
            quota = plan.quota_of(mine[0].details)
            asked = min(len(mine), quota.closed + quota.open)
        rows.append(_quota_row(agent, mine, drawn, asked if per_agent is not None else None))
    wanted = plan.quota(period.span)
    if plan.share is not None:
        wanted = round(plan.share * len(calls))
    if per_agent is not None:
        wanted = sum(int(row[5]) for row in rows)
    rows.append(_quota_row("合计", calls, drawn, wanted))
    columns = (
        Column("工号"),
        *(Column(name, Form.COUNT) for name in ("通话", "已抽", "已抽且已签", "已签")),
        Column("应听", Form.COUNT),
        Column("是否达标"),
    )
    return Table(
        "抽检", columns, tuple(rows), note=f"方案：{plan.title}。达标：抽中且已签的不少于应听。", total=True
    )


def _quota_row(
    name: str, calls: Sequence[CallLine], drawn: set[int], asked: int | None
) -> tuple[str | int, ...]:
    heard = sum(call.signed and call.key in drawn for call in calls)
    met = "" if asked is None else "达标" if heard >= asked else f"差 {asked - heard} 通"
    taken = sum(call.key in drawn for call in calls)
    signed = sum(call.signed for call in calls)
    return name, len(calls), taken, heard, signed, asked if asked is not None else "", met
