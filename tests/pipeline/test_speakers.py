"""Speaker models that are installed are used for mono calls, and doctor says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.manifest import read_manifest
from autoqa.asr.models import EMBEDDED, resolve
from autoqa.audio import Recording
from autoqa.cli.doctor import Diagnosis, examine
from autoqa.config import Settings
from autoqa.dialogue import SpeakerGuess, SpeakerModels
from autoqa.pipeline import CallSource, Workshop
from autoqa.types import CallAudio

MONO = Path(__file__).parents[2] / "samples" / "calls" / "02-clean-mono.wav"
TRUTH = Path(__file__).parents[2] / "samples" / "truth" / "02-clean-mono.json"


def _settings(folder: Path, **more: str) -> Settings:
    return Settings.model_validate({"models_dir": folder, **more})


def _installed(folder: Path) -> Path:
    pytest.importorskip("sherpa_onnx")
    pytest.importorskip("onnx")
    from tests.dialogue.speaker_onnx import write_models

    write_models(folder)
    return folder


def _mono_calls(settings: Settings) -> Diagnosis:
    return next(one for one in examine(settings) if one.subject == "mono calls")


def test_without_models_the_built_in_method_is_used_and_doctor_tells_what_to_pull(tmp_path: Path) -> None:
    assert Workshop(_settings(tmp_path)).speakers is None
    assert "autoqa models pull speaker-segmentation" in _mono_calls(_settings(tmp_path)).mend


def test_installed_models_are_found_unless_not_wanted(tmp_path: Path) -> None:
    _installed(tmp_path)
    found = Workshop(_settings(tmp_path)).speakers
    assert found is not None
    assert found.segmentation.parent.name == "segmentation"
    assert _mono_calls(_settings(tmp_path)).mend == ""
    assert Workshop(_settings(tmp_path, speakers="voice")).speakers is None


def test_they_reach_the_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[SpeakerModels | None] = []

    def guess(
        recording: Recording, audio: CallAudio, models: SpeakerModels | None = None
    ) -> SpeakerGuess | None:
        given.append(models)

    monkeypatch.setattr("autoqa.pipeline.score.guess_speakers", guess)
    workshop = Workshop(_settings(_installed(tmp_path)))
    workshop.listen(CallSource(path=MONO, transcript=TRUTH))
    assert given == [workshop.speakers]
    assert given[0] is not None


def test_a_speaker_model_is_never_the_recogniser(tmp_path: Path) -> None:
    entries = [entry for entry in read_manifest().values() if entry.task == "speakers"]
    assert len(entries) == 2
    for entry in entries:
        (tmp_path / entry.name).mkdir()
        (tmp_path / entry.name / next(iter(entry.files))).write_bytes(b"onnx")
    assert resolve(None, _settings(tmp_path)).name == EMBEDDED
