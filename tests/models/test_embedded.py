"""The shipped model itself, through the unmodified faster-whisper."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ctranslate2 import StorageView
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from autoqa.asr.frames import FILE_NAME, FrameHead, toneless_error
from synth import telephone
from synth.espeak import library_name
from synth.voice import VOICES, speak

FOLDER = Path(__file__).resolve().parents[2] / "models" / "embedded"
needs_espeak = pytest.mark.skipif(
    library_name() is None, reason="espeak-ng is not installed (Debian: libespeak-ng1)"
)


@cache
def model() -> WhisperModel:
    return WhisperModel(str(FOLDER), device="cpu", compute_type="int8", cpu_threads=1)


def call(text: str, voice: str = "f2") -> telephone.Samples:
    spoken = speak(text, VOICES[voice])
    line = telephone.level(telephone.line_band(spoken.samples, spoken.sample_rate), -20.0)
    noisy = telephone.add_noise(np.pad(line, 1600), 25.0, np.random.default_rng(2))
    return telephone.resample(telephone.a_law(noisy), telephone.LINE_RATE, 16000)


def hear(samples: telephone.Samples) -> str:
    segments, _ = model().transcribe(
        samples,
        language="zh",
        beam_size=4,
        without_timestamps=True,
        condition_on_previous_text=False,
        temperature=0.0,
    )
    return "".join(segment.text for segment in segments)


def test_the_directory_is_complete_and_small() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    loaded = {"model.bin", "config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"}
    assert names >= loaded | {FILE_NAME, "CARD.md", "fit.json", "words.json", "figures.json"}
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 40 * 2**20


def test_it_is_a_multilingual_whisper_with_alignment_heads() -> None:
    assert model().model.is_multilingual
    assert len(json.loads((FOLDER / "config.json").read_text("utf-8"))["alignment_heads"]) == 2


@needs_espeak
@pytest.mark.parametrize("reply", ["可以", "不用了", "好的", "不需要"])
def test_short_replies_are_heard(reply: str) -> None:
    assert hear(call(reply)) == reply


@needs_espeak
def test_a_job_number_is_heard() -> None:
    assert "三五七二" in hear(call("工号三五七二", "m3"))


@pytest.mark.parametrize("kind", ["silence", "noise", "ring_back"])
def test_a_line_without_speech_gives_no_text(kind: str) -> None:
    line = {
        "silence": telephone.silence(4.0),
        "noise": telephone.noise(32000, np.random.default_rng(1)) * np.float32(0.1),
        "ring_back": telephone.ring_back(6.0),
    }[kind]
    assert hear(telephone.resample(line, telephone.LINE_RATE, 16000)) == ""


@needs_espeak
def test_word_times_follow_the_speech() -> None:
    spoken = speak("请问可以吗", VOICES["f2"])
    segments, _ = model().transcribe(
        call("请问可以吗"), language="zh", without_timestamps=True, word_timestamps=True
    )
    words = [word for segment in segments for word in segment.words or ()]
    assert words
    assert abs(words[-1].end - (0.2 + spoken.syllables[-1][2])) < 0.4


@needs_espeak
def test_the_frame_head_hears_the_same_syllables() -> None:
    head = FrameHead(FOLDER / FILE_NAME)
    features = model().feature_extractor(call("工号三五七二"))[..., :-1]
    view = StorageView.from_array(np.ascontiguousarray(pad_or_trim(features)[None], np.float32))
    hidden = np.array(model().model.encode(view, to_cpu=True))[0]
    posteriors = head.posteriors(hidden)
    said = ["gong1", "hao4", "san1", "wu3", "qi1", "er4"]
    assert toneless_error(said, [s.syllable for s in head.greedy(posteriors)]) <= 0.34
    assert head.forced(posteriors, said).gap > head.forced(posteriors, ["bu4", "xu1", "yao4", "xie4"]).gap
