"""Pictures of the report, as SVG."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("svg")
mpl.rcParams.update(
    {"svg.hashsalt": "autoqa", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
)

from matplotlib import pyplot as plt  # noqa: E402  the backend is chosen first

from benchmarks.accuracy import figures  # noqa: E402
from benchmarks.accuracy.tables import Ways  # noqa: E402
from benchmarks.calls.verdicts import RULES  # noqa: E402

_COLOURS = {"product": "#1f6feb", "plain": "#b0b7c3"}
_BINS = 10


def draw(ways: Ways, folder: Path) -> None:
    """`consent.svg`, `rules.svg`, `noise.svg`, `reliability.svg` in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _consent(ways, folder / "consent.svg")
    _rules(ways, folder / "rules.svg")
    _noise(ways, folder / "noise.svg")
    _reliability(ways, folder / "reliability.svg")


def _save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _consent(ways: Ways, path: Path) -> None:
    """Right of all questions by the length of the reply, what is left open not counted as right."""
    figure, axes = plt.subplots(figsize=(6, 3))
    for place, (way, results) in enumerate(ways.items()):
        groups = figures.by_length(figures.answers(results))
        values = [np.mean([a.got == a.true for a in found]) if found else 0 for found in groups.values()]
        bars = axes.bar(np.arange(len(groups)) + 0.4 * place, values, 0.38, color=_COLOURS[way], label=way)
        axes.bar_label(bars, [f"{100 * v:.0f}" for v in values], fontsize=7)
    names = [f"{low:.2f}–{high:.2f} s" if high < 5 else f"≥ {low:.2f} s" for low, high in figures.LENGTHS]
    axes.set_xticks(np.arange(len(names)) + 0.2 * (len(ways) - 1), names)
    axes.set(ylim=(0, 1.1), ylabel="consent class right, of all", title="Consent by length of the reply")
    axes.legend(frameon=False)
    _save(figure, path)


def _rules(ways: Ways, path: Path) -> None:
    """Of the violations: found, left to a person, missed."""
    figure, axes = plt.subplots(figsize=(7, 9))
    found = {rule: figures.rule_agreement(ways["product"], rule) for rule in RULES}
    shown = {rule: a for rule, a in found.items() if a.tp + a.fn + a.unsure_violations}
    left = np.zeros(len(shown))
    parts = (
        ("found", "#2da44e", "tp"),
        ("left to a person", "#d4a72c", "unsure_violations"),
        ("missed", "#cf222e", "fn"),
    )
    for name, colour, attribute in parts:
        values = np.array(
            [getattr(a, attribute) / (a.tp + a.fn + a.unsure_violations) for a in shown.values()]
        )
        axes.barh(list(shown), values, left=left, color=colour, label=name)
        left = left + values
    axes.invert_yaxis()
    axes.set(xlim=(0, 1), title="Planted violations: what became of them")
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.4, -0.04), ncol=3)
    _save(figure, path)


def _noise(ways: Ways, path: Path) -> None:
    """Character error rate by noise and channels."""
    noises = ("clean", "20 dB", "10 dB", "babble")
    figure, axes = plt.subplots(figsize=(6, 3))
    for way, results in ways.items():
        for channels, style in ((2, "-"), (1, "--")):
            values = [figures.cer(figures.select(results, channels=channels, noise=(n,))) for n in noises]
            name = f"{way}, {'stereo' if channels == 2 else 'mono'}"
            axes.plot(
                noises,
                [np.nan if v is None else v for v in values],
                style,
                marker="o",
                color=_COLOURS[way],
                label=name,
            )
    axes.set(ylim=(0, None), ylabel="character error rate", title="Words by noise")
    axes.legend(frameon=False, fontsize=7)
    _save(figure, path)


def _reliability(ways: Ways, path: Path) -> None:
    """Stated confidence of decided verdicts against how many are right."""
    sure, right = [], []
    for result in ways["product"]:
        for rule, true in result.facts.verdicts.items():
            got = result.verdicts.get(rule)
            if (
                got is not None
                and got.status in ("pass", "fail")
                and got.confidence is not None
                and not true.near
            ):
                sure.append(got.confidence)
                right.append((got.status == "fail") == (true.status == "fail"))
    figure, axes = plt.subplots(figsize=(4.5, 4))
    edges = np.quantile(sure, np.linspace(0, 1, _BINS + 1)) if sure else np.array([])
    for low, high in pairwise(edges):
        inside = [i for i, value in enumerate(sure) if low <= value <= high]
        if inside:
            axes.plot(
                np.mean([sure[i] for i in inside]), np.mean([right[i] for i in inside]), "o", color="#1f6feb"
            )
    axes.plot([0, 1], [0, 1], color="#b0b7c3")
    axes.set(
        xlim=(0.4, 1),
        ylim=(0.4, 1.01),
        xlabel="stated confidence",
        ylabel="share right",
        title="Verdicts: confidence and truth",
    )
    _save(figure, path)
