"""Windows that clips share, decoded by a decoder that says what it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autoqa.asr.clips import Clip
from autoqa.asr.packed import PackedDecoder
from autoqa.asr.whisper_decode import Decoded
from autoqa.asr.windows import windows_of
from autoqa.asr.words import Piece

CLIPS = [Clip(1.0, 2.0, 0), Clip(4.0, 5.0, 0), Clip(8.0, 9.0, 0)]
SOUNDS = [np.zeros(16000, np.float32)] * 3


class Scripted:
    """Answers a shared window with ``first`` and a clip alone with 独."""

    def __init__(self, first: Sequence[tuple[str, float]], **signs: Any) -> None:
        self.first = first
        self.signs = signs
        self.asked: list[Clip] = []

    def decode(self, clips: Sequence[Clip], sounds: Sequence[Any]) -> list[Decoded]:
        self.asked += clips
        out = []
        for clip in clips:
            if clip.start:
                out.append(Decoded(clip, (Piece("独", clip.start, clip.end, 0.5),), -0.7, 0.0, 1))
            else:
                pieces = tuple(Piece(text, start, start + 0.2, 0.9) for text, start in self.first)
                out.append(Decoded(clip, pieces, -0.1, 0.0, **{"attempts": 1, **self.signs}))
        return out


def _texts(decoder: Scripted, **options: Any) -> list[str]:
    (window,) = windows_of(CLIPS)
    packed = PackedDecoder(decoder, **options)  # type: ignore[arg-type]
    return [one.text for one in packed.decode([window], [SOUNDS])]


def test_text_is_dealt_to_its_clips() -> None:
    decoder = Scripted([("一", 0.1), ("二", 1.4), ("三", 2.7)])
    assert _texts(decoder) == ["一", "二", "三"]
    assert len(decoder.asked) == 1


def test_a_clip_without_text_is_heard_alone() -> None:
    decoder = Scripted([("一", 0.1), ("三", 2.7)])
    assert _texts(decoder) == ["一", "独", "三"]
    assert decoder.asked[1:] == [CLIPS[1]]


def test_a_window_that_looped_or_is_full_is_heard_clip_by_clip() -> None:
    whole = [("一", 0.1), ("二", 1.4), ("三", 2.7)]
    assert _texts(Scripted(whole, attempts=2)) == ["独"] * 3
    assert _texts(Scripted(whole, full=True)) == ["独"] * 3
    assert _texts(Scripted([("好" * 60, 0.1), ("二", 1.4), ("三", 2.7)])) == ["独"] * 3


def test_the_second_hearing_can_be_left_out() -> None:
    assert _texts(Scripted([("一", 0.1)]), again=False) == ["一", "", ""]


def test_confidence_of_a_clip_is_that_of_its_own_words() -> None:
    (window,) = windows_of(CLIPS)
    decoder = Scripted([("一", 0.1), ("二", 1.4), ("三", 2.7)])
    decoded = PackedDecoder(decoder).decode([window], [SOUNDS])  # type: ignore[arg-type]
    assert all(abs(one.logprob - np.log(0.9)) < 1e-6 for one in decoded)
