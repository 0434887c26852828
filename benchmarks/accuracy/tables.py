"""The parts of the report as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from autoqa.tune.statistics import Share
from benchmarks.accuracy import figures
from benchmarks.accuracy.result import Result
from benchmarks.calls.verdicts import RULES

Ways = dict[str, list[Result]]


def percent(share: Share | None, *, interval: bool = True) -> str:
    """`97.3 % (95–99)`."""
    if share is None:
        return "–"
    low, high = (100 * bound for bound in share.interval)
    return f"{100 * share.value:.1f} %" + (f" ({low:.0f}–{high:.0f})" if interval else "")


def plain_percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def consent_table(ways: Ways) -> str:
    """Decided, right, left open, 嗯 taken for 好, by way and channels."""
    rows = []
    for way, results in ways.items():
        for name, channels in (("stereo", 2), ("mono", 1)):
            one = figures.consent(figures.answers(figures.select(results, channels=channels)))
            rows.append(
                (
                    way,
                    name,
                    one.count,
                    percent(one.right),
                    percent(one.left),
                    percent(one.vague_as_yes),
                    one.errors,
                )
            )
    head = (
        "way",
        "channels",
        "questions",
        "right of decided",
        "left to a person",
        "嗯 taken for 好",
        "errors",
    )
    return table(head, rows)


def confusion_table(results: Sequence[Result]) -> str:
    """True class by row."""
    count = figures.consent(figures.answers(results)).table
    got = [name for name in figures.GOT if any(count[true, name] for true in figures.CLASSES)]
    rows = [(true, *(count[true, name] or "" for name in got)) for true in figures.CLASSES]
    return table(("truth ↓ heard →", *got), rows)


def length_table(ways: Ways) -> str:
    """Consent by the length of the reply."""
    rows = []
    for way, results in ways.items():
        for (low, high), found in figures.by_length(figures.answers(results)).items():
            one = figures.consent(found)
            name = f"{low:.2f}–{high:.2f} s" if high < 5 else f"from {low:.2f} s"
            rows.append((way, name, one.count, percent(one.right), percent(one.left)))
    return table(("way", "reply", "questions", "right of decided", "left to a person"), rows)


def rule_table(results: Sequence[Result]) -> str:
    """Per rule; a violation is the positive."""
    rows = []
    for rule in RULES:
        a = figures.rule_agreement(results, rule)
        total = a.tp + a.fp + a.fn + a.tn + a.unsure
        rows.append(
            (
                f"`{rule}`",
                total,
                a.tp + a.fn + a.unsure_violations,
                _interval(a.precision, a.precision_interval),
                _interval(a.recall, a.recall_interval),
                _interval(a.recall_outright, a.recall_outright_interval),
                plain_percent(a.unsure / total if total else None),
                f"{a.tp}/{a.fp}/{a.fn}/{a.tn}",
            )
        )
    head = (
        "rule",
        "calls",
        "broken",
        "precision",
        "recall of decided",
        "found outright",
        "unsure",
        "tp/fp/fn/tn",
    )
    return table(head, rows)


def _interval(value: float | None, interval: tuple[float, float] | None) -> str:
    return percent(Share(value, interval)) if value is not None and interval is not None else "–"


def condition_table(ways: Ways) -> str:
    """Every level of every condition: words, speakers, consent, verdicts."""
    rows = []
    for name, chosen in _conditions():
        for way, results in ways.items():
            own = [result for result in results if chosen(result)]
            if own:
                rows.append((name, way, len(own), *_row(own)))
    head = (
        "condition",
        "way",
        "calls",
        "CER",
        "DER",
        "CDER",
        "consent right",
        "consent left",
        "verdicts right",
        "verdicts unsure",
        "voices known",
    )
    return table(head, rows)


def _row(own: list[Result]) -> tuple[str, ...]:
    consent = figures.consent(figures.answers(own))
    wrong, decided, unsure, total = verdict_counts(own)
    return (
        plain_percent(figures.cer(own)),
        plain_percent(figures.der(own)),
        plain_percent(figures.cder(own)),
        percent(consent.right, interval=False),
        percent(consent.left, interval=False),
        plain_percent(1 - wrong / decided if decided else None),
        plain_percent(unsure / total if total else None),
        percent(figures.shares_of(own, lambda r: r.fit), interval=False),
    )


def verdict_counts(results: Sequence[Result]) -> tuple[int, int, int, int]:
    """Wrong, decided, unsure and all verdicts of all rules."""
    found = [figures.rule_agreement(results, rule) for rule in RULES]
    wrong = sum(a.fp + a.fn for a in found)
    decided = wrong + sum(a.tp + a.tn for a in found)
    unsure = sum(a.unsure for a in found)
    return wrong, decided, unsure, decided + unsure


def _conditions() -> list[tuple[str, Callable[[Result], bool]]]:
    def level(name: str, value: object) -> Callable[[Result], bool]:
        return lambda result: getattr(result.facts.plan.condition, name) == value

    named = [
        ("stereo", "channels", 2),
        ("mono", "channels", 1),
        ("clean", "noise", "clean"),
        ("20 dB", "noise", "20 dB"),
        ("10 dB", "noise", "10 dB"),
        ("babble", "noise", "babble"),
        ("A-law", "codec", "alaw"),
        ("MP3 16 kbit/s", "codec", "mp3"),
        ("GSM", "codec", "gsm"),
        ("slow", "pace", "slow"),
        ("usual", "pace", "usual"),
        ("fast", "pace", "fast"),
        ("quiet customer", "gain", "quiet customer"),
        ("quiet agent", "gain", "quiet agent"),
        ("echo", "echo", True),
        ("overlap", "overlap", True),
        ("ring-back", "ring_back", True),
        ("hold music", "hold_music", True),
    ]
    return [("all", lambda result: True), *((name, level(factor, value)) for name, factor, value in named)]


def speaker_table(ways: Ways) -> str:
    rows = []
    for way, results in ways.items():
        for name, channels in (("stereo", 2), ("mono", 1)):
            own = figures.select(results, channels=channels)
            short, at = figures.short_replies(own, talked_over=False), figures.word_times(own)
            hums = figures.short_replies(own, talked_over=True)
            rows.append(
                (
                    way,
                    name,
                    plain_percent(figures.der(own)),
                    plain_percent(figures.confusion(own)),
                    plain_percent(figures.cder(own)),
                    short.count,
                    percent(short.recalled),
                    percent(short.exact),
                    percent(short.role),
                    hums.count,
                    percent(hums.role),
                    f"{at[0]:.3f} / {at[1]:.3f} s" if at else "–",
                    plain_percent(figures.cer(own)),
                )
            )
    head = (
        "way",
        "channels",
        "DER",
        "of it wrong party",
        "CDER",
        "replies ≤ 0.7 s",
        "heard",
        "exactly",
        "right party",
        "hums ≤ 0.7 s",
        "right party",
        "onset error, median / 95 %",
        "CER",
    )
    return table(head, rows)


def timing_table(ways: Ways) -> str:
    rows = []
    for way, results in ways.items():
        for rule in ("opening.identity", "silence.dead_air", "silence.response"):
            one = figures.times(results, rule)
            told = ("–", "–") if one.median is None else (f"{one.median:.2f} s", f"{one.p95:.2f} s")
            a = figures.rule_agreement(results, rule)
            decided = a.tp + a.tn + a.fp + a.fn
            verdicts = plain_percent((a.tp + a.tn) / decided if decided else None)
            rows.append((way, f"`{rule}`", one.count, *told, percent(one.within), verdicts))
    head = ("way", "rule", "places", "median error", "95 %", "within 0.3 s", "verdicts right of decided")
    return table(head, rows)
