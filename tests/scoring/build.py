"""Findings by hand, and small standards, for the tests of scoring."""

from __future__ import annotations

from pathlib import Path

from autoqa.ruleset import strict_yaml
from autoqa.ruleset.standard import Standard, compile_standard
from autoqa.scoring import Scored, score
from autoqa.types import Cause, Finding, Severity, Status

SCORECARDS = Path(__file__).parents[2] / "rules" / "scorecards"


def shipped(name: str) -> Standard:
    """A standard as it ships."""
    path = SCORECARDS / f"{name}.yaml"
    return _made(path, path.read_text(encoding="utf-8"))


def finding(rule: str, status: Status, number: int = 1, *, trial: bool = False) -> Finding:
    unsure = status is Status.UNSURE
    span = (1.0 * number, 2.0 * number) if status is Status.FAIL else (None, None)
    return Finding(
        id=f"{rule}#{number}",
        rule=rule,
        title=rule,
        status=status,
        severity=Severity.MAJOR,
        reason=f"{rule} {status.value}",
        start=span[0],
        end=span[1],
        cause=Cause.LOW_CONFIDENCE if unsure else None,
        trial=trial,
    )


def findings(**verdicts: str) -> list[Finding]:
    """``group__name="fail"``; ``fail*3`` is three findings, ``fail+unsure`` one of each."""
    made = []
    for name, verdict in verdicts.items():
        rule = name.replace("__", ".")
        statuses = [
            status
            for part in verdict.split("+")
            for status in [Status(part.split("*")[0])] * int(part.partition("*")[2] or 1)
        ]
        made += [finding(rule, status, number) for number, status in enumerate(statuses, start=1)]
    return made


HEAD = "id: small\ncode: S99\ntitle: 小标准\nsource: {file: a.txt, section: 全文}\n"


def standard(body: str) -> Standard:
    """A standard whose file begins with id, title and source."""
    return _made(Path("small.yaml"), HEAD + body)


def _made(path: Path, text: str) -> Standard:
    document, problems = strict_yaml.parse(text, path)
    assert document is not None, problems
    made, problems = compile_standard(document)
    assert made is not None, [str(problem) for problem in problems]
    return made


def one_item(item: str, more: str = "") -> Standard:
    """A standard with one section ``1`` that holds one item ``1.1``."""
    return standard(
        f"{more}sections:\n  - {{id: '1', title: 甲, items: [{{id: '1.1', title: 乙, {item}}}]}}\n"
    )


def scored(made: Standard, **verdicts: str) -> Scored:
    return score(made, findings(**verdicts))


def bounds(result: Scored) -> tuple[float, float]:
    """Lowest and highest total."""
    return result.score.lowest, result.score.highest
