"""Calibrates `fit.json`: how familiar the model's own speech is to it, and speech that it does not know.

Measured is what the product itself computes (`autoqa.asr.fit.familiarity`), pooled over groups of clips as
over a channel of a short call. The scale goes from the median of unknown to the median of known speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from autoqa.asr.fit import THRESHOLD, ClipSigns, FitScale, familiarity
from autoqa.asr.voice_choice import choose
from autoqa.asr.whisper_decode import Decoder
from models.recipe.clips import Clip, speech_clips
from models.recipe.hearing import decoded, decoder_of
from models.recipe.strangers import recorded_clips, stranger_clips

POOL = 4  # clips of a group
_LEAST = 0.04  # distance of the scale's ends
_NOT_UNDERSTOOD = ("other_languages", "backwards", "music")
"""What gives the lower end. The model hears other throats as its own once they are evened out, and part of
vocoded speech; such odd voices are only reported."""
Figures = dict[str, dict[str, float]]


def signs(decoder: Decoder, clips: Sequence[Clip]) -> list[list[ClipSigns]]:
    """What the product knows of every clip, by groups of POOL clips that are heard as they are heard best, as
    a channel is; clips in which the frame head hears no speech are left out."""
    groups = [clips[i : i + POOL] for i in range(0, max(1, len(clips) - POOL + 1), POOL)]
    return [made for group in groups if (made := _signs(decoder, group))]


def _signs(decoder: Decoder, group: Sequence[Clip]) -> list[ClipSigns]:
    norm = choose(partial(decoder.clearness, [clip.samples for clip in group]))
    made = [
        ClipSigns(one.clip, len(one.text), one.clip.length, one.logprob, one.frames)
        for one in decoded(decoder, group, norm)
    ]
    return [one for one in made if one.weight > 0]


def pooled(groups: Sequence[Sequence[ClipSigns]]) -> list[float]:
    """Familiarity of each group, weighted by seconds."""
    return [
        sum(one.weight * familiarity(one) for one in group) / sum(one.weight for one in group)
        for group in groups
    ]


def scale(known: Sequence[float], unknown: Sequence[float]) -> FitScale:
    """Ends of the scale from pooled familiarities: the medians of both kinds. The tails would not do: the few
    groups in them move by a tenth with the sentences that are drawn."""
    top, bottom = float(np.median(known)), float(np.median(unknown))
    return FitScale(known=round(top, 3), unknown=round(min(bottom, top - _LEAST), 3))


def calibrate(folder: Path, *, count: int = 40, recordings: Sequence[Path] = ()) -> Figures:
    """Write `fit.json` into `folder` and return what was seen; `recordings` of other voices are only
    reported."""
    decoder = decoder_of(folder)
    known = {
        "known_clean": speech_clips("new_fillings", count, snr_db=None, seed=31),
        "known_20_db": speech_clips("new_fillings", count, seed=32),
        "known_10_db": speech_clips("new_fillings", count, snr_db=10.0, seed=33),
        "known_unheard_voices": speech_clips("held_out_voices", count, seed=34),
        "known_held_out_wording": speech_clips("held_out_wording", count, seed=35),
    }
    strange = {
        f"{'unknown' if name in _NOT_UNDERSTOOD else 'odd'}_{name}": clips
        for name, clips in stranger_clips(count).items()
    }
    made = {name: signs(decoder, clips) for name, clips in {**known, **strange}.items()}
    groups = {name: pooled(part) for name, part in made.items()}
    found = scale(
        [value for name in known for value in groups[name]],
        [value for name in strange if name.startswith("unknown") for value in groups[name]],
    )
    (folder / "fit.json").write_text(found.model_dump_json(indent=1) + "\n", "utf-8")
    for number, path in enumerate(recordings, 1):
        made[f"recording_{number}"] = signs(decoder, recorded_clips(path.read_bytes()))
        groups[f"recording_{number}"] = pooled(made[f"recording_{number}"])
    return {name: _figures(made[name], groups[name], found) for name in made if made[name]}


def _figures(
    made: Sequence[Sequence[ClipSigns]], groups: Sequence[float], found: FitScale
) -> dict[str, float]:
    every = [one for group in made for one in group]
    frames = [one.frames for one in every if one.frames is not None]
    least = found.unknown + THRESHOLD * (found.known - found.unknown)
    figures = {
        "clips": len(every),
        "log_probability": np.mean(
            [one.logprob for one in every if one.letters and one.logprob is not None] or [0]
        ),
        "sharpness": np.mean([one.sharpness for one in frames]),
        "agreement": np.mean([one.agreement for one in frames]),
        "familiarity": np.mean(groups),
        "familiarity_least": min(groups),
        "familiarity_most": max(groups),
        "judged_fit": np.mean([value >= least for value in groups]),
    }
    return {name: round(float(value), 3) for name, value in figures.items()}
