"""Scorecards by hand, for what is judged over several calls."""

from __future__ import annotations

from collections.abc import Mapping

from autoqa.types import (
    Call,
    FatalResult,
    ItemResult,
    Mode,
    Score,
    Scorecard,
    StandardRef,
    Status,
    Transcript,
)

NOTHING = Score(max=0, decided=0, awarded=0, pending=0, lowest=0, highest=0)


def card(
    items: Mapping[str, Status] | None = None,
    fatal: tuple[tuple[str, str, Status], ...] = (),
    *,
    call: str = "c1",
    agent: str | None = "3062",
) -> Scorecard:
    """``items``: id → status; ``fatal``: (id, label, status)."""
    return Scorecard(
        call=Call(id=call, agent_id=agent),
        audio=None,
        asr=None,
        rules_version="",
        autoqa_version="",
        scorecard=StandardRef(id="x", title="x", version="1"),
        score=NOTHING,
        grade=None,
        fatal=tuple(FatalResult(item=i, title=i, effect=label, status=s) for i, label, s in fatal),
        items=tuple(
            ItemResult(
                id=name,
                title=name,
                max=0,
                awarded=None,
                low=0,
                high=0,
                status=status,
                mode=Mode.AUTO,
                reason="",
            )
            for name, status in (items or {}).items()
        ),
        findings=(),
        transcript=Transcript(segments=()),
    )
