"""The recordings are what the scripts say, and the calls labelled clean keep the figures of the standards."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from autoqa.audio import open_recording
from autoqa.types import Call, Role, Segment, Transcript
from samples.make.__main__ import MADE_WITH, SAMPLES, main, tools
from samples.make.labels import read_labels
from samples.make.script import Script
from synth.espeak import library_name
from synth.telephone import LINE_RATE

MOST_BYTES = 12 * 1024 * 1024
CODEC_NAMES = {"alaw": "pcm_alaw", "mp3": "mp3float", "gsm": "gsm_ms", "opus": "opus"}


def _failing(scripts: list[Script], rule: str) -> set[str]:
    return {script.id for script in scripts if any(planted.rule == rule for planted in script.labels.fail)}


def _said_at(transcript: Transcript, digits: str, since: float) -> float:
    """Seconds at which the agent has first finished saying these digits (spoken characters)."""
    for segment in transcript.segments:
        text = "".join(word.text for word in segment.words)
        place = text.find(digits)
        if segment.role is Role.AGENT and place >= 0:
            return segment.words[place + len(digits) - 1].end - since
    raise AssertionError(f"{digits} is never said")


def _spoken_digits(number: str, transcript: Transcript) -> str:
    one = "幺" if any("幺" in s.text and s.role is Role.AGENT for s in transcript.segments) else "一"
    return "".join((one if d == "1" else "零一二三四五六七八九"[int(d)]) for d in number)


def test_recordings_are_in_the_format_of_the_script(
    scripts: list[Script], truths: dict[str, Transcript]
) -> None:
    for script in scripts:
        recording = open_recording(SAMPLES / "calls" / script.file_name)
        assert recording.info.codec == CODEC_NAMES[script.recording.codec]
        # Opus is decoded at 48 kHz, whatever was put in.
        assert recording.info.sample_rate == (48000 if script.recording.codec == "opus" else LINE_RATE)
        assert recording.channels == script.recording.channels
        assert not recording.info.problems
        assert not recording.truncated
        assert not recording.fake_stereo
        # GSM in WAV is written in blocks of 40 ms.
        assert recording.duration == pytest.approx(truths[script.id].duration, abs=0.045), script.id


def test_the_recordings_are_small_and_of_call_length(truths: dict[str, Transcript]) -> None:
    assert sum(path.stat().st_size for path in (SAMPLES / "calls").iterdir()) < MOST_BYTES
    assert all(truth.duration is not None and 40 <= truth.duration <= 110 for truth in truths.values())


def test_sidecars_are_the_metadata_of_the_script(scripts: list[Script]) -> None:
    for script in scripts:
        path = SAMPLES / "calls" / f"{script.id}.meta.json"
        assert Call.model_validate(json.loads(path.read_text("utf-8"))) == script.described_call()


def test_transcripts_say_what_the_script_says(scripts: list[Script], truths: dict[str, Transcript]) -> None:
    for script in scripts:
        segments = truths[script.id].segments
        assert [s.text for s in segments] == [t.text for t in script.turns if t.text]
        for segment in segments:
            said = "".join(word.text for word in segment.words)
            assert said == "".join(c for c in segment.text if c.isalnum())
            assert segment.start <= segment.words[0].start < segment.words[-1].end <= segment.end + 0.002


def test_job_number_is_said_in_time_or_labelled_late(
    scripts: list[Script], truths: dict[str, Transcript]
) -> None:
    late = set()
    for script in scripts:
        truth = truths[script.id]
        assert script.call.agent_id is not None
        digits = _spoken_digits(script.call.agent_id, truth)
        if _said_at(truth, digits, truth.answered_at or 0.0) > 15:
            late.add(script.id)
    assert late == _failing(scripts, "opening.identity")


def test_gaps_of_five_seconds_are_labelled(scripts: list[Script], truths: dict[str, Transcript]) -> None:
    def longest_gap(segments: tuple[Segment, ...]) -> float:
        return max(b.start - a.end for a, b in pairwise(segments))

    long = {script.id for script in scripts if longest_gap(truths[script.id].segments) >= 5}
    with_music = {script.id for script in scripts if any(turn.music for turn in script.turns)}
    assert long == _failing(scripts, "silence.dead_air") | with_music


def test_speech_rate_is_in_band_or_labelled(scripts: list[Script], truths: dict[str, Transcript]) -> None:
    outside = set()
    for script in scripts:
        turns = [s for s in truths[script.id].segments if s.role is Role.AGENT]
        rate = 60 * sum(len(s.words) for s in turns) / sum(s.end - s.start for s in turns)
        if not 180 <= rate <= 300:
            outside.add(script.id)
    assert outside == _failing(scripts, "pace.speech_rate")


def test_overlap_is_labelled(scripts: list[Script], truths: dict[str, Transcript]) -> None:
    overlapping = set()
    for script in scripts:
        segments = truths[script.id].segments
        if any(a.end - b.start >= 1 for a, b in pairwise(segments)):
            overlapping.add(script.id)
    assert overlapping == _failing(scripts, "talk.interruption")


def test_every_call_is_in_the_readme(scripts: list[Script]) -> None:
    text = (SAMPLES / "README.md").read_text("utf-8")
    assert [s.id for s in scripts if f"`{s.file_name}`" not in text] == []


def test_a_call_renders_to_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if library_name() is None:
        pytest.skip("espeak-ng is not installed")
    made_with = json.loads((SAMPLES / MADE_WITH).read_text("utf-8"))
    if tools() != made_with:
        pytest.skip(f"the samples were made with {made_with}, here is {tools()}")
    monkeypatch.setattr("sys.argv", ["samples.make", "08-forced-after-refusal", "--out", str(tmp_path)])
    main()
    for path in (
        "calls/08-forced-after-refusal.mp3",
        "calls/08-forced-after-refusal.meta.json",
        "truth/08-forced-after-refusal.json",
    ):
        assert (tmp_path / path).read_bytes() == (SAMPLES / path).read_bytes(), path
    kept = [row for row in read_labels(SAMPLES / "labels.csv") if row.call_id == "08-forced-after-refusal"]
    assert read_labels(tmp_path / "labels.csv") == kept
