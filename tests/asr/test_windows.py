from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autoqa.asr.base import SAMPLE_RATE
from autoqa.asr.clips import LONGEST_S, Clip
from autoqa.asr.windows import GAP_S, MARGIN_S, SEAM_S, room_in, windows_of
from autoqa.asr.words import Piece


@st.composite
def calls(draw: st.DrawFn) -> list[Clip]:
    """Clips of two channels, of one each in order and apart."""
    clips = []
    for channel in (0, 1):
        at = 0.0
        for length, pause in draw(
            st.lists(st.tuples(st.floats(0.2, 15.0), st.floats(0.0, 9.0)), max_size=25)
        ):
            clips.append(Clip(at, at + length, channel))
            at += length + pause
    return sorted(clips)


@given(calls())
def test_every_clip_lies_once_in_a_window_that_fits(clips: list[Clip]) -> None:
    windows = windows_of(clips)
    assert sorted(clip for window in windows for clip in window.clips) == clips
    for window in windows:
        assert window.length <= LONGEST_S + 1e-6
        assert list(window.clips) == sorted(window.clips, key=lambda clip: (clip.channel, clip.start))


@given(calls())
def test_what_is_said_in_a_clip_comes_back_to_it(clips: list[Clip]) -> None:
    for window in windows_of(clips):
        pieces = []
        for clip, start in zip(window.clips, window.starts, strict=True):
            pieces += [
                Piece("好", start - 0.1, start + 0.1, 1.0),
                Piece("的", start + clip.length - 0.1, start + clip.length, 1.0),
            ]
        for clip, own in zip(window.clips, window.dealt(pieces), strict=True):
            assert [piece.text for piece in own] == ["好", "的"]
            assert all(clip.start <= piece.start <= piece.end <= clip.end for piece in own)


def test_a_call_of_short_turns_takes_few_windows() -> None:
    clips = [Clip(3.0 * i, 3.0 * i + 1.0, i % 2) for i in range(40)]
    assert len(windows_of(clips)) == 2


def test_short_windows_are_filled_up_to_their_margin() -> None:
    clips = [Clip(3.0 * i, 3.0 * i + 1.0, 0) for i in range(12)]
    clips.append(Clip(40.0, 52.0, 0))
    windows = windows_of(clips, room_in(10.0))
    assert max(window.length for window in windows[:-1]) <= 10.0 - MARGIN_S
    assert windows[-1].clips == (clips[-1],)
    assert room_in(30.0) == LONGEST_S


def test_sounds_lie_in_their_places_with_silence_between() -> None:
    (window,) = windows_of([Clip(5.0, 6.0, 0), Clip(9.0, 9.5, 0), Clip(2.0, 3.0, 1)])
    assert window.starts == (0.0, 1.0 + GAP_S, 1.5 + GAP_S + SEAM_S)
    sound = window.sound(
        [np.full(round(clip.length * SAMPLE_RATE), 0.5, np.float32) for clip in window.clips]
    )
    assert len(sound) == round(window.length * SAMPLE_RATE)
    for start, clip in zip(window.starts, window.clips, strict=True):
        first = round(start * SAMPLE_RATE)
        assert (sound[first : first + round(clip.length * SAMPLE_RATE)] == 0.5).all()
        assert (sound[max(0, first - 100) : first] == 0).all()


def test_no_clips_no_windows() -> None:
    assert windows_of([]) == ()
