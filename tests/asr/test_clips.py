from __future__ import annotations

import itertools

import pytest

from autoqa.asr.clips import LONGEST_S, Clip, clips_of

from .conftest import call_audio, facts


def test_clips_of_both_channels_come_in_time_order() -> None:
    clips = clips_of(call_audio([(1.0, 2.0), (5.0, 6.0)], [(3.0, 3.2)]))
    assert [(clip.channel, clip.start) for clip in clips] == [
        (0, pytest.approx(0.85)),
        (1, pytest.approx(2.85)),
        (0, pytest.approx(4.85)),
    ]


def test_fake_stereo_is_heard_once_and_a_dead_channel_not_at_all() -> None:
    audio = call_audio([(1.0, 2.0)], [(1.0, 2.0)])
    assert len(clips_of(audio.model_copy(update={"fake_stereo": True}))) == 1
    dead = audio.model_copy(update={"channels": (audio.channels[0], facts(1, [(1.0, 2.0)], dead=True))})
    assert [clip.channel for clip in clips_of(dead)] == [0]


def test_span_longer_than_a_window_is_cut_without_gaps() -> None:
    clips = clips_of(call_audio([(10.0, 80.0)]))
    assert len(clips) == 3
    assert all(clip.length <= LONGEST_S for clip in clips)
    assert all(first.end == second.start for first, second in itertools.pairwise(clips))
    assert (clips[0].start, clips[-1].end) == (pytest.approx(9.85), pytest.approx(80.15))


def test_no_speech_no_clips() -> None:
    assert clips_of(call_audio([], [])) == ()


def test_clips_sort_by_time() -> None:
    assert sorted([Clip(2, 3, 0), Clip(1, 9, 1), Clip(1, 2, 1)]) == [
        Clip(1, 2, 1),
        Clip(1, 9, 1),
        Clip(2, 3, 0),
    ]
