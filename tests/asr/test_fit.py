from __future__ import annotations

import math
from pathlib import Path

import pytest

from autoqa.asr.clips import Clip
from autoqa.asr.fit import (
    EAR_SCALE,
    THRESHOLD,
    ClipSigns,
    FitScale,
    familiarity,
    judge,
    read_scale,
    voiced_seconds,
)
from autoqa.asr.second_ear import FrameSigns
from autoqa.errors import ModelError
from autoqa.types import SoundEvent, SoundKind

from .conftest import call_audio


def _known(start: float, channel: int = 0, seconds: float = 2.0) -> ClipSigns:
    clip = Clip(start, start + seconds, channel)
    return ClipSigns(clip, int(4 * seconds), seconds, math.log(0.85), FrameSigns(seconds, 0.85, 0.9))


def _strange(start: float, channel: int = 0, seconds: float = 2.0) -> ClipSigns:
    clip = Clip(start, start + seconds, channel)
    return ClipSigns(clip, int(3 * seconds), seconds, math.log(0.4), FrameSigns(seconds, 0.5, 0.25))


def test_known_voices_are_fit() -> None:
    fit = judge([_known(0), _known(5, 1), _known(10)], EAR_SCALE)
    assert fit.ok
    assert fit.note is None
    assert all(value > THRESHOLD for value in fit.of_clips.values())


def test_a_strange_voice_on_one_channel_leaves_the_other() -> None:
    fit = judge([_known(0), _strange(3, 1), _known(5), _strange(8, 1), _strange(12, 1)], EAR_SCALE)
    assert fit.ok
    assert fit.unfit == (1,)
    assert fit.note is not None
    assert fit.note.startswith("声道 1：识别模型不认识这个声音或语言")


def test_strange_voices_on_every_channel_with_speech_make_the_call_unfit() -> None:
    silent = ClipSigns(Clip(20, 21, 2), 0, 0.0, -3.0, FrameSigns(0.0, 0.0, 0.0))
    fit = judge([_strange(0), _strange(3, 1), _strange(8), silent], EAR_SCALE)
    assert not fit.ok
    assert fit.unfit == (0, 1)


def test_few_words_of_a_strange_call_are_judged_with_it() -> None:
    fit = judge([_strange(3.0 * i) for i in range(5)] + [_known(30, 1, 0.5)], EAR_SCALE)
    assert not fit.ok


def test_one_odd_short_reply_does_not_condemn_a_known_call() -> None:
    calls = [_known(3.0 * i) for i in range(10)]
    assert judge([*calls, _strange(40, 1, 0.4)], EAR_SCALE).ok


def test_fluent_nonsense_with_confidence_is_still_strange() -> None:
    """A sure decoder alone does not make a voice known: the frames must bear it out."""
    clip = Clip(0, 6, 0)
    signs = ClipSigns(clip, 20, 6.0, math.log(0.7), FrameSigns(6.0, 0.55, 0.3))
    assert not judge([signs], EAR_SCALE).ok


def test_speech_without_text_is_a_sign_for_every_model() -> None:
    silent = [ClipSigns(Clip(4.0 * i, 4.0 * i + 3, 0), 1, 3.0) for i in range(5)]
    fit = judge(silent, FitScale())
    assert not fit.ok
    assert fit.note == "声道 0：15 秒话音只识别出 5 个字"


def test_speech_that_the_frame_head_does_not_hear_is_a_sign() -> None:
    clip = Clip(0, 8, 0)
    signs = ClipSigns(clip, 12, 8.0, math.log(0.9), FrameSigns(1.0, 0.9, 0.9))
    fit = judge([signs], EAR_SCALE)
    assert not fit.ok
    assert fit.note == "声道 0：8 秒话音中模型只听出 1 秒"


def test_models_without_a_frame_head_are_judged_by_their_sureness() -> None:
    def one(logprob: float) -> ClipSigns:
        return ClipSigns(Clip(0, 5, 0), 20, 5.0, logprob)

    assert judge([one(-0.3)], FitScale()).ok
    assert not judge([one(-1.3)], FitScale()).ok


def test_models_that_tell_no_probabilities_are_trusted_when_they_write() -> None:
    signs = [ClipSigns(Clip(0, 12, 0), 40, 12.0)]
    fit = judge(signs, FitScale())
    assert fit.ok
    assert fit.of_clips == {}


def test_a_call_without_speech_is_no_misfit() -> None:
    assert judge([], EAR_SCALE).ok
    assert judge([ClipSigns(Clip(0, 1, 0), 0, 0.0, -3.0, FrameSigns(0.0, 0.0, 0.0))], EAR_SCALE).ok


def test_text_of_nothing_is_not_familiar() -> None:
    empty = ClipSigns(Clip(0, 2, 0), 0, 2.0, -0.01, FrameSigns(2.0, 0.6, 0.0))
    assert familiarity(empty) == pytest.approx(0.2)


def test_voiced_seconds_leave_out_music() -> None:
    event = SoundEvent(start=2.0, end=4.0, kind=SoundKind.HOLD_MUSIC, channel=0, confidence=1.0)
    audio = call_audio([(0.0, 4.0)], events=[event])
    assert voiced_seconds(Clip(1.0, 9.0, 0), audio) == pytest.approx(1.0)


def test_scale_of_a_model_is_read_from_its_folder(tmp_path: Path) -> None:
    assert read_scale(tmp_path, ear=True) == EAR_SCALE
    assert read_scale(tmp_path, ear=False) == FitScale()
    (tmp_path / "fit.json").write_text('{"known": 0.9, "unknown": 0.5}', encoding="utf-8")
    assert read_scale(tmp_path, ear=True) == FitScale(known=0.9, unknown=0.5)
    (tmp_path / "fit.json").write_text('{"known": 9}', encoding="utf-8")
    with pytest.raises(ModelError, match=r"fit.json: is damaged"):
        read_scale(tmp_path, ear=True)
