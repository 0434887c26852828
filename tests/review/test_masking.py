"""Personal numbers of a call: hidden in its text, bleeped in its sound."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from autoqa.review.waves import bleeped
from autoqa.text.masking import Cover, personal_sounds
from autoqa.types import Role, Segment, Span, Word


def _segment(start: float, text: str, role: Role = Role.CUSTOMER) -> Segment:
    words = tuple(
        Word(start=start + 0.2 * index, end=start + 0.2 * (index + 1), text=character)
        for index, character in enumerate(text)
    )
    return Segment(start=start, end=start + 0.2 * len(text), text=text, role=role, words=words)


CALL = (
    _segment(0.0, "请报一下电话", Role.AGENT),
    _segment(2.0, "一三八零零一三"),
    _segment(4.0, "嗯", Role.AGENT),
    _segment(5.0, "八零零零"),
    _segment(7.0, "好的一个月三十元", Role.AGENT),
)


def test_a_number_in_two_turns_with_an_echo_between_is_hidden() -> None:
    assert Cover.of(None).texts(CALL) == ["请报一下电话", "*****一三", "嗯", "****", "好的一个月三十元"]


def test_the_seconds_of_the_number_are_bleeped_and_no_others() -> None:
    spans = personal_sounds(Cover.of(None), CALL)
    assert [(span.start, span.end) for span in spans] == [
        (pytest.approx(1.85), pytest.approx(3.55)),
        (pytest.approx(4.85), pytest.approx(5.95)),
    ]


INTRODUCED = (
    _segment(0.0, "我姓李请问您贵姓", Role.AGENT),
    _segment(2.0, "免贵姓卢"),
    _segment(3.0, "卢先生您的号码是一三八零零一三八零零零吗", Role.AGENT),
)


def test_the_customer_s_name_is_hidden_and_the_agent_s_is_not() -> None:
    shown = ["我姓李请问您贵姓", "免贵姓*", "*先生您的号码是一三八******零零吗"]
    assert Cover.of(None, INTRODUCED).texts(INTRODUCED) == shown
    assert Cover.of("卢先生")("他说姓卢，电话13800138000") == "他说姓*，电话138******00"


def test_the_seconds_of_a_name_are_bleeped() -> None:
    spans = personal_sounds(Cover.of(None, INTRODUCED), INTRODUCED)
    assert [(span.start, span.end) for span in spans] == [
        (pytest.approx(2.45), pytest.approx(3.35)),
        (pytest.approx(4.45), pytest.approx(6.95)),
    ]


def test_a_tone_stands_over_both_channels(tmp_path: Path) -> None:
    rate = 8000
    voice = np.random.default_rng(1).integers(-9000, 9000, (rate * 3, 2)).astype("<i2")
    path = tmp_path / "call.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(voice.tobytes())
    data = bleeped(path, [Span(start=1.0, end=2.0)])
    with wave.open(io.BytesIO(data)) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert (heard[:rate] == voice[:rate]).all()
    assert (heard[2 * rate :] == voice[2 * rate :]).all()
    for channel in heard[rate : 2 * rate].T:
        spectrum = np.abs(np.fft.rfft(channel))
        assert int(np.argmax(spectrum)) == 1000
        assert spectrum[1000] > 100 * np.median(spectrum)
