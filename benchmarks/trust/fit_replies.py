"""Fits the scale of the second look: weights of the figures and biases of the classes, by maximum
likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from autoqa.asr.reply_chances import CLASSES, FIGURES, ReplyScale, figures_of
from autoqa.asr.whisper import WhisperRecognizer
from autoqa.pipeline.second_look import QUESTION
from benchmarks.trust.replies import known_replies

Reals = npt.NDArray[np.float64]

_STEPS, _RATE, _RIDGE = 4000, 0.3, 0.003
"""Gradient descent on the mean negative log-likelihood; the ridge pulls the biases to 0."""

FOLDS = 5


@dataclass(frozen=True)
class Samples:
    """(n, class, figure) of n replies, and the place of each one's true class."""

    figures: Reals
    truth: npt.NDArray[np.int64]
    texts: tuple[str, ...]


def measure(recognizer: WhisperRecognizer, count: int) -> Samples:
    """Look at ``count`` known replies."""
    figures, truth, texts = [], [], []
    for reply in known_replies(count):
        norm = recognizer.norm_of([reply.before], reply.recording)
        scores, sound = recognizer.score_reply(reply.recording, reply.window, QUESTION.families, norm)
        figures.append(figures_of(scores, QUESTION, sound.sounding))
        truth.append(CLASSES.index(reply.kind))
        texts.append(reply.text)
    return Samples(np.stack(figures), np.array(truth), tuple(texts))


def fit(samples: Samples, model_sha256: str, told: str) -> ReplyScale:
    """The likeliest scale; ``told``: what is to be said of its origin. No weight is negative: a figure
    that speaks for a class never counts against it."""
    weights, biases = _descend(samples.figures, samples.truth)
    return ReplyScale(
        model_sha256=model_sha256,
        weights={name: round(float(w), 4) for name, w in zip(FIGURES, weights, strict=True)},
        biases={kind: round(float(b), 4) for kind, b in zip(CLASSES, biases, strict=True)},
        fitted_on=told,
    )


def cross_validated(samples: Samples) -> Reals:
    """(n, class) chances of every reply by scales that were fitted without it."""
    chances = np.zeros((len(samples.truth), len(CLASSES)))
    folds = np.arange(len(samples.truth)) % FOLDS
    for fold in range(FOLDS):
        held = folds == fold
        weights, biases = _descend(samples.figures[~held], samples.truth[~held])
        chances[held] = _softmax(samples.figures[held] @ weights + biases)
    return chances


def _descend(figures: Reals, truth: npt.NDArray[np.int64]) -> tuple[Reals, Reals]:
    weights, biases = np.full(len(FIGURES), 0.3), np.zeros(len(CLASSES))
    rows = np.arange(len(truth))
    for _ in range(_STEPS):
        wrong = _softmax(figures @ weights + biases)
        wrong[rows, truth] -= 1
        wrong /= len(truth)
        weights = np.maximum(0.0, weights - _RATE * np.einsum("nc,ncf->f", wrong, figures))
        biases -= _RATE * (wrong.sum(axis=0) + _RIDGE * biases)
    return weights, biases


def _softmax(odds: Reals) -> Reals:
    shares = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
