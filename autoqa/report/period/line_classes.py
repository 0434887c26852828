"""Classes of telephone lines over the calls made to them (S27)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from autoqa.report.period.fatal import CHUNK
from autoqa.report.period.lines import CallLine
from autoqa.report.period.table import Column, Form, Table
from autoqa.scoring.line_class import STANDARD, LineClass, LineVerdict, class_of_line
from autoqa.store.tables import ItemRow, ScorecardRow, TranscriptRow
from autoqa.types import Role, Status

UNDIALLED = "拨打不足 3 次"


def line_table(
    session: Session, calls: Sequence[CallLine], field: str, key: Collection[str] | None
) -> Table | None:
    """One line a row; None where no call of a named line was scored by S27.

    Args:
        field: metadata that names the line of a call.
        key: ids of the key indicators, None while nobody has said which they are.
    """
    lines: dict[str, list[CallLine]] = defaultdict(list)
    for call in calls:
        if call.details.get(field) not in (None, ""):
            lines[str(call.details[field])].append(call)
    rated = {line: [one for one in mine if one.standard == STANDARD] for line, mine in lines.items()}
    statuses = _statuses(session, [call for mine in rated.values() for call in mine])
    rows: list[tuple[str | int, ...]] = []
    classes: Counter[str] = Counter()
    for line in sorted(line for line, mine in rated.items() if mine):
        answered = [statuses[call.key] for call in rated[line] if call.key in statuses]
        verdict = class_of_line(answered, dialled=len(lines[line]), key=key)
        counts = (len(verdict.passed), len(verdict.failed), len(verdict.pending))
        rows.append((line, len(lines[line]), len(answered), *counts, said_of(verdict)))
        classes[verdict.decided.value if verdict.decided else "未定"] += 1
    if not rows:
        return None
    columns = (
        Column("线路"),
        *(Column(name, Form.COUNT) for name in ("拨打", "接通", "通过", "未通过", "待定")),
        Column("类别"),
    )
    order = [*(one.value for one in LineClass), "未定"]
    counted = "、".join(f"{name} {classes[name]}" for name in order if classes[name])
    unknown = (
        "" if key is not None else "原文没有存下哪 6 项是重点指标（--key-items 指明），结论因此可能不止一种。"
    )
    note = f"{counted}。拨打 3 次以上打不通为死线，通过不到 10 项为冷线（S27）。{unknown}"
    return Table("线路分类", columns, tuple(rows), note=note)


def said_of(verdict: LineVerdict) -> str:
    """冷线, or 优秀热线或普通热线 where both are possible."""
    return "或".join(one.value for one in verdict.possible) or UNDIALLED


def _statuses(session: Session, calls: Sequence[CallLine]) -> dict[int, Mapping[str, Status]]:
    """Status of each indicator by call: as signed, else as drafted; calls that nobody answered left out."""
    answered = _answered(session, calls)
    found: dict[int, dict[str, Status]] = defaultdict(dict)
    for start in range(0, len(calls), CHUNK):
        cards = [call.counted for call in calls[start : start + CHUNK]]
        query = sa.select(ItemRow.call_id, ItemRow.item, ItemRow.status)
        for call, item, status in session.execute(query.where(ItemRow.scorecard_id.in_(cards))):
            if call in answered:
                found[call][item] = status
    for one in calls:
        if one.final_items is not None and one.key in answered:
            found[one.key] = {item["id"]: Status(item["status"]) for item in one.final_items["items"]}
    return dict(found)


def _answered(session: Session, calls: Sequence[CallLine]) -> set[int]:
    """Calls on which a person spoke; a ring-back tone or a recorded voice is no answer."""
    spoke = sa.or_(
        *(TranscriptRow.text.like(f"%{role.value}: %") for role in (Role.AGENT, Role.CUSTOMER)),
        TranscriptRow.removed_at.is_not(None),
    )
    query = sa.select(ScorecardRow.call_id).join(
        TranscriptRow, TranscriptRow.id == ScorecardRow.transcript_id
    )
    found: set[int] = set()
    for start in range(0, len(calls), CHUNK):
        cards = [call.counted for call in calls[start : start + CHUNK]]
        found.update(session.scalars(query.where(ScorecardRow.id.in_(cards), spoke)))
    return found
