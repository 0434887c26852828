"""From scores of texts to calibrated chances of classes.

Per class three figures are taken, each less the largest of its kind: the summed probability of the texts
that the decode itself came to, the best forced score of a candidate, and the best frame path of a
candidate. A multinomial logistic model (as in temperature scaling, Guo et al. 2017, with one weight for
each figure and one bias for each class) turns them into chances. Its few numbers are fitted on replies
whose class is known, for one model at a time; they lie beside the model in ``replies.json``. Other models
take :data:`PLAIN`, which trusts every figure little.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import Field

from autoqa.asr.beside import read_beside
from autoqa.asr.replies import Families, Question, ReplyScores
from autoqa.types import Frozen, ReplyClass

FILE_NAME = "replies.json"
CLASSES = tuple(ReplyClass)
FIGURES = ("decode", "forced", "frames", "sound")
_LEAST = -12.0
"""Natural logarithm under which a figure says no more."""

_FRAMES = 0.2
"""Frames of one sound are alike: their log-probabilities are counted as those of every fifth."""

_ENOUGH_S = 0.15
"""Seconds of sound, about one syllable, from which somebody speaks."""


class ReplyScale(Frozen):
    """Weights by figure and biases by class, with the model and the replies that they were fitted on."""

    model_sha256: str = ""
    weights: dict[str, float]
    biases: dict[ReplyClass, float] = Field(default={})
    fitted_on: str = ""


PLAIN = ReplyScale(weights={"decode": 0.5, "forced": 0.25, "frames": 0.7, "sound": 3.0})
"""For models without a fit of their own: the even log-odds of a decode are halved, so that chances are
told too low rather than too high."""


def chances(figures: npt.NDArray[np.float64], scale: ReplyScale) -> dict[ReplyClass, float]:
    """Chance of each class; ``figures`` (class, figure) as :func:`figures_of` gives them."""
    weights = np.array([scale.weights.get(name, 0.0) for name in FIGURES])
    biases = np.array([scale.biases.get(kind, 0.0) for kind in CLASSES])
    odds = figures @ weights + biases
    shares = np.exp(odds - odds.max())
    shares /= shares.sum()
    return {kind: round(float(share), 4) for kind, share in zip(CLASSES, shares, strict=True)}


def figures_of(scores: ReplyScores, question: Question, sounding: float) -> npt.NDArray[np.float64]:
    """(class, figure) of one reply; ``sounding``: seconds of sound in it."""
    columns = [
        _levelled(_decoded(scores, question)),
        _levelled(_best(scores.forced, question.families, scores.silence)),
        _levelled(_best(scores.frames, question.families, scores.frames_silence), _FRAMES),
        _sound(sounding),
    ]
    return np.stack(columns, axis=1)


def _decoded(scores: ReplyScores, question: Question) -> list[float | None]:
    mass = dict.fromkeys(CLASSES, 0.0)
    for text, logprob in scores.texts:
        mass[question.reads(text)] += math.exp(min(0.0, logprob))
    if scores.silence is not None:
        mass[ReplyClass.NOTHING] += math.exp(scores.silence)
    return [math.log(max(share, 1e-12)) for share in mass.values()]


def _best(found: Mapping[str, float], families: Families, nothing: float | None) -> list[float | None]:
    best: list[float | None] = []
    for kind in CLASSES:
        own = [found[text] for text in families.get(kind, ()) if text in found]
        best.append(max(own) if own else nothing if kind is ReplyClass.NOTHING and found else None)
    return best


def _levelled(values: list[float | None], scale: float = 1.0) -> npt.NDArray[np.float64]:
    """Differences from the best class; a class without a figure of its own is no worse and no better than the
    mean."""
    known = [value for value in values if value is not None]
    if not known:
        return np.zeros(len(values))
    top, middle = max(known), sum(known) / len(known)
    return np.array([max(_LEAST, scale * ((middle if v is None else v) - top)) for v in values])


def _sound(sounding: float) -> npt.NDArray[np.float64]:
    """Sound speaks against nothing, its lack against everything else."""
    heard = min(1.0, sounding / _ENOUGH_S)
    return np.array([1 - heard if kind is ReplyClass.NOTHING else heard - 1 for kind in CLASSES])


def read_reply_scale(directory: Path, model_sha256: str) -> ReplyScale:
    """The scale beside the model in ``directory``, else :data:`PLAIN`; also when the scale belongs to other
    weights.

    Raises:
        ModelError: its file is damaged.
    """
    scale = read_beside(directory / FILE_NAME, ReplyScale)
    return scale if scale is not None and scale.model_sha256 == model_sha256 else PLAIN
