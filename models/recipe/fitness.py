"""What tells speech that the model knows from speech that it does not: signs of a clip, and their
calibration.

Every clip gives four signs; a logistic regression joins them to one number, the chance that the model knows
this
speech. `fit.json` holds the weights, the limits and what was seen; `CARD.md` gives the formula.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pypinyin import Style, lazy_pinyin

from autoqa.asr.frames import FILE_NAME, FRAME_S, FrameHead, toneless_error
from models.recipe.clips import Clip, speech_clips
from models.recipe.evaluation import Ear
from models.recipe.strangers import recorded_clips, stranger_clips

SIGNS = ("log_probability", "disagreement", "forced_gap", "entropy")
MIN_SPEECH_S = 0.8
Table = npt.NDArray[np.float64]


def signs(ear: Ear, head: FrameHead, clips: Sequence[Clip]) -> Table:
    """(clips, 4) signs in the order of SIGNS; rows of clips with less than MIN_SPEECH_S of speech are left
    out.

    A clip in which the frames hear speech but the decoder wrote nothing has disagreement 1.
    """
    rows: list[list[float]] = []
    for clip, heard in zip(clips, ear.hear(clips), strict=True):
        hidden = np.array(ear.model.model.encode(ear.features([clip]), to_cpu=True))[0]
        # Only the clip's own frames: the rest of the window is padding.
        posteriors = head.posteriors(hidden[: max(1, round(len(clip.samples) / 16000 / FRAME_S))])
        if posteriors.speech.sum() * FRAME_S < MIN_SPEECH_S:
            continue
        written = [
            s
            for s in lazy_pinyin(heard.text, style=Style.TONE3, neutral_tone_with_five=True)
            if s[-1].isdigit()
        ]
        written = [s for s in written if head.knows(s)]
        read = [s.syllable for s in head.greedy(posteriors)]
        fits = 0 < len(written) <= len(posteriors.finals)
        gap = head.forced(posteriors, written).gap if fits else -10.0
        rows.append(
            [heard.log_probability, toneless_error(written, read), max(gap, -10.0), posteriors.entropy]
        )
    return np.array(rows, float).reshape(-1, len(SIGNS))


def fitted(known: Table, unknown: Table, steps: int = 4000, decay: float = 0.02) -> tuple[Table, float]:
    """Weights and offset of a logistic regression, both classes counting alike."""
    values = np.concatenate([known, unknown])
    mean, scale = values.mean(0), values.std(0) + 1e-9
    x = (values - mean) / scale
    target = np.concatenate([np.ones(len(known)), np.zeros(len(unknown))])
    share = np.where(target > 0, 0.5 / len(known), 0.5 / len(unknown))
    weights, offset = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = share * (1 / (1 + np.exp(-(x @ weights + offset))) - target)
        weights -= 1.0 * (x.T @ error + decay * weights * 0.1)
        offset -= float(error.sum())
    weights = weights / scale
    return weights, offset - float(mean @ weights)


def chance(table: Table, weights: Table, offset: float) -> Table:
    """Chance of each clip that the model knows its speech."""
    return np.asarray(1 / (1 + np.exp(-(table @ weights + offset))))


def calibrate(
    folder: Path, out: Path, *, count: int = 40, recordings: Sequence[Path] = ()
) -> dict[str, object]:
    """Measure own and foreign speech, fit the regression and write fit.json. `recordings` only add to what
    was seen."""
    ear, head = Ear(folder), FrameHead(folder / FILE_NAME)
    known = {
        "own_clean": speech_clips("new_fillings", count, snr_db=None, seed=31),
        "own_20_db": speech_clips("new_fillings", count, snr_db=20.0, seed=32),
        "own_10_db": speech_clips("new_fillings", count, snr_db=10.0, seed=33),
        "held_out_voices_20_db": speech_clips("held_out_voices", count, snr_db=20.0, seed=34),
        "held_out_wording_20_db": speech_clips("held_out_wording", count, snr_db=20.0, seed=35),
    }
    unknown = stranger_clips(count)
    seen = {name: signs(ear, head, clips) for name, clips in {**known, **unknown}.items()}
    fit_on = ("own_clean", "own_20_db", "held_out_voices_20_db", "held_out_wording_20_db")
    weights, offset = fitted(
        np.concatenate([seen[n] for n in fit_on]), np.concatenate([seen[n] for n in unknown if len(seen[n])])
    )
    for number, path in enumerate(recordings):
        seen[f"recording_{number + 1}"] = signs(ear, head, recorded_clips(path.read_bytes()))
    report = {
        name: {
            "clips": len(table),
            "chance_mean": round(float(chance(table, weights, offset).mean()), 3),
            "chance_below_half": round(float((chance(table, weights, offset) < 0.5).mean()), 3),
            **{
                sign: [round(float(q), 3) for q in np.quantile(table[:, i], (0.1, 0.5, 0.9))]
                for i, sign in enumerate(SIGNS)
            },
        }
        for name, table in seen.items()
        if len(table)
    }
    result: dict[str, object] = {
        "format": "autoqa.fit/1",
        "signs": list(SIGNS),
        "weights": [round(float(w), 4) for w in weights],
        "offset": round(offset, 4),
        "min_speech_seconds": MIN_SPEECH_S,
        "clip_limit": 0.5,
        "channel_limit": 0.6,
        "seen": report,
    }
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return result
