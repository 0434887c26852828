"""What is asked of the embedded model on the reported half, and what it reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autoqa.tune.statistics import Share
from benchmarks.accuracy import figures
from benchmarks.accuracy.result import Result
from benchmarks.accuracy.tables import Ways, percent, table
from benchmarks.calls.verdicts import RULES

QUIET = ("clean", "20 dB")
PRECISION, RECALL = 0.95, 0.90


@dataclass(frozen=True, slots=True)
class Target:
    """`met` is None where nothing was there to count."""

    name: str
    asked: str
    reached: str
    met: bool | None


def _share(name: str, asked: str, share: Share | None, holds: Callable[[float], bool]) -> Target:
    return Target(name, asked, percent(share), holds(share.value) if share is not None else None)


def targets(ways: Ways) -> list[Target]:
    """In the order of the demands."""
    return [*_consent(ways), *_speakers(ways["product"]), *_rules(ways["product"]), *_times(ways["product"])]


def _consent(ways: Ways) -> Iterator[Target]:
    product = ways["product"]
    for name, channels, least in (("stereo", 2, 0.97), ("mono", 1, 0.93)):
        one = figures.consent(figures.answers(figures.select(product, channels=channels)))
        asked = f"≥ {100 * least:.0f} % of decided"
        yield _share(
            f"consent class right, {name}", asked, one.right, lambda value, least=least: value >= least
        )
        yield _share(f"consent left to a person, {name}", "≤ 8 %", one.left, lambda value: value <= 0.08)
    one = figures.consent(figures.answers(product))
    yield _share("嗯 taken for 好", "≤ 1 %", one.vague_as_yes, lambda value: value <= 0.01)
    if "plain" in ways:
        heard = {result.facts.id for result in ways["plain"]}
        one = figures.consent(figures.answers(r for r in product if r.facts.id in heard))
        other = figures.consent(figures.answers(ways["plain"]))
        told = f"{one.errors} of {one.count} beside {other.errors}"
        yield Target("errors against the plain way", "at most half", told, 2 * one.errors <= other.errors)


def _speakers(product: Sequence[Result]) -> Iterator[Target]:
    mono = figures.select(product, channels=1)
    for name, over in (("replies < 0.7 s", False), ("hums < 0.7 s into the agent's speech", True)):
        short = figures.short_replies(mono, talked_over=over)
        yield _share(f"party of {name}, mono", "≥ 95 %", short.role, lambda value: value >= 0.95)


def _rules(product: Sequence[Result]) -> Iterator[Target]:
    chosen = figures.select(product, channels=2, noise=QUIET)
    found = {rule: figures.rule_agreement(chosen, rule) for rule in RULES}
    for name, least, values in (
        ("precision", PRECISION, {rule: a.precision for rule, a in found.items()}),
        ("recall of decided", RECALL, {rule: a.recall for rule, a in found.items()}),
        ("found outright", RECALL, {rule: a.recall_outright for rule, a in found.items()}),
    ):
        known = {rule: value for rule, value in values.items() if value is not None}
        short = [rule for rule, value in known.items() if value < least]
        told = f"{len(known) - len(short)} of {len(known)} rules" + (
            f"; not {', '.join(short)}" if short else ""
        )
        yield Target(f"{name} per rule, stereo, noise ≤ 20 dB", f"≥ {least:.2f}", told, not short)


def _times(product: Sequence[Result]) -> Iterator[Target]:
    for rule in ("opening.identity", "silence.dead_air", "silence.response"):
        one = figures.times(product, rule)
        yield _share(f"`{rule}` within ± 0.3 s", "all", one.within, lambda value: value >= 0.99)


def target_table(ways: Ways) -> str:
    mark = {True: "yes", False: "**no**", None: "–"}
    rows = [(t.name, t.asked, t.reached, mark[t.met]) for t in targets(ways)]
    return table(("demand", "asked", "reached (95 % interval)", "met"), rows)
