"""Violations without points: each one, and what they come to for an agent over the month (S04)."""

from __future__ import annotations

from collections.abc import Sequence

from autoqa.report.period.groups import NOBODY, grouped
from autoqa.report.period.lines import CallLine
from autoqa.report.period.table import Cell, Column, Form, Table
from autoqa.scoring.month import FatalsOfCall, violations_by_agent
from autoqa.types import Status

BASIS = {True: "人工已签", False: "机器草稿"}


def violations_table(calls: Sequence[CallLine]) -> Table:
    """Every fatal item that fails."""
    rows = tuple(
        (
            one.label,
            one.title,
            call.call_id,
            call.agent,
            call.day.isoformat(),
            "已补" if one.remedied else "未补",
            BASIS[call.signed],
        )
        for call in calls
        for one in call.violations
        if one.status is Status.FAIL
    )
    columns = tuple(Column(name) for name in ("类别", "内容", "录音", "工号", "日期", "补录", "依据"))
    return Table("致命与分级违规", columns, rows, note="已签的以签字为准，其余为机器草稿。")


def month_table(calls: Sequence[CallLine]) -> Table | None:
    """What the violations of each agent come to by the rule of S04; None where no standard has classes."""
    remedied = {(str(call.key), one.item) for call in calls for one in call.violations if one.remedied}
    fatals = [
        FatalsOfCall(call.agent, str(call.key), tuple(one.result for one in call.violations))
        for call in calls
    ]
    found = violations_by_agent(fatals, remedied)
    rows: list[tuple[Cell, ...]] = []
    totals = [0] * 7
    for agent, mine in grouped(calls, lambda call: call.agent).items():
        one = found[agent]
        if one.most or one.remedied:
            waiting = len(one.first_pending) + len(one.second_pending)
            counts = [len(one.first), len(one.second) + len(one.remedied), len(one.remedied), len(one.second)]
            counts += [one.counted, waiting, one.most]
            rows.append((agent or NOBODY, mine[0].agent_name, mine[0].team, *counts))
            totals = [total + count for total, count in zip(totals, counts, strict=True)]
    if not rows:
        return None
    columns = (
        *(Column(name) for name in ("工号", "姓名", "班组")),
        *(Column(name, Form.COUNT) for name in ("一级违规", "二级违规", "二级已补", "二级未补")),
        *(Column(name, Form.COUNT) for name in ("折合一级处罚", "待人工判定", "最多折合")),
    )
    return Table(
        "违规折算",
        columns,
        (*rows, ("合计", "", "", *totals)),
        note="二级违规当期未补录的，一条按一级违规处罚一次（S04）；最多折合：待判定的全部成立时。"
        "S04 的考核月为上月 21 日至本月 20 日：月报用 --month-from 21。",
        total=True,
    )
