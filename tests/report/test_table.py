from __future__ import annotations

import io

from rich.console import Console

from autoqa.pipeline import Scored
from autoqa.report.table import print_scorecard
from autoqa.report.wording import clock, flags, points


def _printed(scored: Scored) -> str:
    out = io.StringIO()
    print_scorecard(scored.scorecard, Console(file=out, width=160, highlight=False))
    return out.getvalue()


def test_table_tells_score_flags_and_items(vague: Scored) -> None:
    text = _printed(vague)
    score = vague.scorecard.score
    assert f"已判 {points(score.awarded)}/{points(score.decided)} 分" in text
    assert f"待定 {points(score.pending)} 分" in text
    flagged = flags(vague.scorecard.findings)
    assert flagged
    for flag in flagged:
        assert clock(flag.start) in text
    for item in vague.scorecard.items:
        assert item.id in text


def test_square_brackets_in_speech_are_not_styles(soundless: Scored) -> None:
    card = soundless.scorecard
    findings = tuple(finding.model_copy(update={"quote": "[/red]好[bold]"}) for finding in card.findings)
    text = _printed(Scored(card.model_copy(update={"findings": findings}), soundless.heard))
    assert "[/red]好[bold]" in text


def test_clock_and_points() -> None:
    assert [clock(value) for value in (0, 9.96, 75.31, 3600.0)] == ["0:00.0", "0:10.0", "1:15.3", "60:00.0"]
    assert [points(value) for value in (2.0, 7.5, 0.0, -3.0, 10.0, None)] == [
        "2",
        "7.5",
        "0",
        "-3",
        "10",
        "—",
    ]


def test_text_of_others_neither_styles_nor_drives_the_terminal(vague: Scored) -> None:
    findings = tuple(
        finding.model_copy(update={"quote": "[bold red]x[/] \x1b[2J"}) for finding in vague.scorecard.findings
    )
    card = vague.scorecard.model_copy(update={"findings": findings})
    text = _printed(vague.__class__(card, vague.heard))
    assert "[bold red]" in text
    assert "\x1b" not in text
