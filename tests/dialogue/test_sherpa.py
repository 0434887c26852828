from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autoqa.dialogue.diarize import guess_speakers, tell_apart
from autoqa.dialogue.sherpa import SpeakerModels, find_speaker_models, sherpa_diarize
from autoqa.dialogue.speakers import SpeakerSpan
from autoqa.errors import ModelError, RecognitionError
from tests.dialogue.making import sound
from tests.dialogue.mono import MonoCall, mono_call, needs_voices, right_replies

QUIET = MonoCall(np.zeros(8000, np.float32), ())


def stand_ins(folder: Path) -> SpeakerModels:
    """Files that look like the models from outside and are none."""
    for name, marks in (
        ("segmentation", b"pyannote-segmentation-3.0"),
        ("embedding", b"framework 3d-speaker"),
    ):
        (folder / name).mkdir()
        (folder / name / "model.onnx").write_bytes(b"\0" * 64 + marks)
    found = find_speaker_models([folder])
    assert found is not None
    return found


def two_tones() -> MonoCall:
    """Four seconds each of a low and a high buzz, with a pause between them."""
    t = np.arange(4 * 8000) / 8000
    low = sum(np.sin(2 * np.pi * 100 * k * t) for k in range(2, 8)) / 20
    high = sum(np.sin(2 * np.pi * 240 * k * t) for k in range(5, 14)) / 20
    gap = np.zeros(8000)
    return MonoCall(np.concatenate((gap, low, gap, high, gap)).astype(np.float32), ())


def test_models_are_told_by_their_metadata(tmp_path: Path) -> None:
    found = stand_ins(tmp_path)
    assert found.segmentation.parent.name == "segmentation"
    assert found.embedding.parent.name == "embedding"


def test_one_model_alone_is_not_enough(tmp_path: Path) -> None:
    stand_ins(tmp_path).embedding.unlink()
    assert find_speaker_models([tmp_path, tmp_path / "missing"]) is None


def test_missing_model_file_is_named(tmp_path: Path) -> None:
    models = stand_ins(tmp_path)
    models.segmentation.unlink()
    with pytest.raises(ModelError, match="segmentation"):
        sherpa_diarize(QUIET.recording, 0, models)


def test_broken_model_ends_the_child_and_not_the_caller(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    with pytest.raises((ModelError, RecognitionError), match="speaker models"):
        sherpa_diarize(QUIET.recording, 0, stand_ins(tmp_path))


def test_missing_library_is_told_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = stand_ins(tmp_path)
    (tmp_path / "sherpa_onnx.py").write_text("raise ModuleNotFoundError('sherpa_onnx')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ModelError, match=r"autoqa\[sherpa\]"):
        sherpa_diarize(QUIET.recording, 0, models)


def test_two_sounds_become_two_speakers(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx")
    pytest.importorskip("onnx")
    from tests.dialogue.speaker_onnx import write_models

    write_models(tmp_path)
    models = find_speaker_models([tmp_path])
    assert models is not None
    found = sherpa_diarize(two_tones().recording, 0, models)
    assert {span.speaker for span in found if span.end < 5.5} != {
        span.speaker for span in found if span.start > 5.5
    }
    assert found[0].start == pytest.approx(1.0, abs=0.15)
    assert found[-1].end == pytest.approx(10.0, abs=0.15)


@needs_voices
def test_given_names_stand_and_short_replies_are_still_named_by_voice() -> None:
    call = mono_call("f2", "m3")
    named = [
        SpeakerSpan(start=s.start, end=s.end, speaker=s.speaker, confidence=0.97)
        for s in call.said
        if not s.is_reply
    ]
    guess = tell_apart(call.samples, call.speech, named=named)
    assert guess.method == "sherpa-onnx"
    right = right_replies(call, guess.spans)
    assert sum(right) >= len(right) - 1


@needs_voices
def test_names_that_the_sound_does_not_bear_out_are_not_used() -> None:
    call = mono_call("f2", "m3")
    rng = np.random.default_rng(0)
    wrong = [
        SpeakerSpan(start=s.start, end=s.end, speaker=int(rng.integers(0, 2)), confidence=0.97)
        for s in call.speech
    ]
    assert tell_apart(call.samples, call.speech, named=wrong) == tell_apart(call.samples, call.speech)


@needs_voices
def test_both_are_given_where_sherpa_hears_both() -> None:
    call = mono_call("f2", "m3")
    named = [SpeakerSpan(start=s.start, end=s.end, speaker=s.speaker, confidence=0.97) for s in call.said]
    agent = next(s for s in named if s.speaker == 0)
    named.append(agent.model_copy(update={"speaker": 1, "start": agent.end - 0.5}))
    doubled = [span for span in tell_apart(call.samples, call.speech, named=named).spans if span.overlapped]
    assert sum(span.length for span in doubled) == pytest.approx(0.5, abs=0.05)


def test_stereo_never_asks_sherpa(tmp_path: Path) -> None:
    assert guess_speakers(QUIET.recording, sound([(0, 1)], [(2, 3)]), stand_ins(tmp_path)) is None
