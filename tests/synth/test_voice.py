from __future__ import annotations

import numpy as np
import pytest

from synth.espeak import EspeakError, speak_raw
from synth.voice import HELD_OUT_VOICES, SAMPLE_VOICES, TRAIN_VOICES, VOICES, speak


def test_voice_lists_part_training_from_held_out() -> None:
    assert not set(TRAIN_VOICES) & set(HELD_OUT_VOICES)
    assert set(SAMPLE_VOICES) <= set(TRAIN_VOICES)
    assert len(VOICES) >= 60


def test_characters_come_in_order_within_the_speech() -> None:
    spoken = speak("您好，我是客服代表", VOICES["f2"])
    assert spoken.text == "您好我是客服代表"
    starts = [start for _, start, _ in spoken.syllables]
    assert starts == sorted(starts)
    assert all(start < end <= spoken.duration_s for _, start, end in spoken.syllables)


def test_onsets_follow_the_sound() -> None:
    spoken = speak("好，好", VOICES["m1"])
    _, second, _ = spoken.syllables[1]
    at = int(second * spoken.sample_rate)
    before = np.abs(spoken.samples[at - 600 : at - 100]).max()
    after = np.abs(spoken.samples[at : at + 4000]).max()
    assert before < 0.1 * after


def test_speed_changes_the_speech_and_repeats() -> None:
    voice = VOICES["m3"]
    slow, fast = (
        speak("请问您需要办理吗", voice.altered(speed=0.8)),
        speak("请问您需要办理吗", voice.altered(speed=1.3)),
    )
    assert slow.duration_s > 1.2 * fast.duration_s
    again = speak("请问您需要办理吗", voice.altered(speed=0.8))
    # espeak-ng carries a little state from one utterance to the next: the same to a few samples, not to the
    # bit.
    assert again.duration_s == pytest.approx(slow.duration_s, abs=0.005)


def test_no_text_is_no_speech() -> None:
    assert len(speak("，。", VOICES["f1"]).samples) == 0


def test_unknown_voice_is_refused() -> None:
    with pytest.raises(EspeakError, match="knows no voice"):
        speak_raw("hao3", "f2", speed=170, pitch=50, language="no-such-language")
