"""Fits `words.json`: how sure a word is by what decoder and frame head say of it (`autoqa.asr.word_chances`).

On clips whose text is known, in voices and wordings that were never trained on and over all kinds of lines, a
character is right when its syllable, tone aside, stands at its place in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein
from sklearn.linear_model import LogisticRegression

from autoqa.asr.frames import FILE_NAME as FRAME_HEAD
from autoqa.asr.frames import FrameHead
from autoqa.asr.second_ear import SecondEar
from autoqa.asr.whisper_decode import Decoded
from autoqa.asr.word_chances import FILE_NAME, WordScale, log_odds
from models.recipe.clips import LINES, Clip, speech_clips
from models.recipe.hearing import decoded, decoder_of

_SEED = 41
"""Of the clips; the evaluation's are others."""

_HARD: tuple[dict[str, Any], ...] = (
    {"snr_db": 5.0},
    {"snr_db": 5.0, "codec": "gsm"},
    {"snr_db": 7.0, "codec": "mp3", "room": 3},
    {"snr_db": 7.0, "room": 3},
)
"""Lines on which every fourth character and more is wrong: what is left in doubt on calls comes from such."""


def fit_words(folder: Path, *, count: int = 60) -> dict[str, float]:
    """Write `words.json` into `folder`; returns how many characters it was fitted on, the share that was
    right, and the mean square of what decoder and scale are off (Brier's score; 0 is best)."""
    decoder = decoder_of(folder, SecondEar(FrameHead(folder / FRAME_HEAD)))
    signs: list[tuple[float, float, float]] = []
    right: list[bool] = []
    for clips in _clips(count):
        for clip, heard in zip(clips, decoded(decoder, clips), strict=True):
            for sign, same in _characters(clip, heard):
                signs.append(sign)
                right.append(same)
    columns = np.array([[log_odds(value) for value in sign] for sign in signs])
    fitted = LogisticRegression(C=np.inf).fit(columns, right)
    decoder_weight, initial, final = (round(float(weight), 4) for weight in fitted.coef_[0])
    scale = WordScale(
        decoder=decoder_weight, initial=initial, final=final, bias=round(float(fitted.intercept_[0]), 4)
    )
    (folder / FILE_NAME).write_text(scale.model_dump_json(indent=1) + "\n", "utf-8")
    truth = np.array(right, float)
    chances = np.array([scale.chance(*sign) for sign in signs])
    alone = np.array([sign[0] for sign in signs])
    return {
        "characters": len(right),
        "right": round(float(truth.mean()), 4),
        "brier_decoder": round(float(np.mean((alone - truth) ** 2)), 4),
        "brier": round(float(np.mean((chances - truth) ** 2)), 4),
    }


def _clips(count: int) -> Iterator[list[Clip]]:
    for place, name in enumerate(
        ("held_out_wording", "held_out_wording_wider", "short_replies_held_out_voices")
    ):
        yield speech_clips(name, count, seed=_SEED + place)
    for place, line in enumerate((*LINES.values(), *_HARD)):
        yield speech_clips("held_out_voices", count, seed=_SEED + 10 + place, **line)


def _characters(clip: Clip, heard: Decoded) -> Iterator[tuple[tuple[float, float, float], bool]]:
    """What both ears say of each character of the text that came out, and whether its syllable was said."""
    if heard.frames is None or len(heard.frames.sounds) != len(heard.pieces):
        return
    same = _said([piece.text for piece in heard.pieces], clip.text)
    for piece, sound, right in zip(heard.pieces, heard.frames.sounds, same, strict=True):
        if sound is not None:
            yield (piece.probability, *sound), right


def _said(characters: Sequence[str], text: str) -> list[bool]:
    read = [" ".join(lazy_pinyin(character)) for character in characters]
    true = [" ".join(lazy_pinyin(character)) for character in text]
    same = [False] * len(read)
    for step in Levenshtein.opcodes(read, true):
        if step.tag == "equal":
            same[step.src_start : step.src_end] = [True] * (step.src_end - step.src_start)
    return same
