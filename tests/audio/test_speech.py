"""Speech is found where it is, short replies included, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.audio import analyse
from autoqa.types import ChannelFacts
from synth.telephone import a_law, babble, hold_music, mix, noise, ring_back, tone
from tests.audio.media import Signal, recording_of
from tests.audio.talk import REPLIES, SENTENCES, Talk, audible, hiss, needs_voices, say, talk


def _facts(samples: Signal) -> ChannelFacts:
    return analyse(recording_of(samples)).channels[0]


def _heard(facts: ChannelFacts, start: float, end: float) -> float:
    """Share of a stretch that lies in speech spans."""
    found = sum(max(0.0, min(end, span.end) - max(start, span.start)) for span in facts.speech)
    return found / (end - start)


@needs_voices
@pytest.mark.parametrize("snr_db", [None, 20.0, 10.0])
def test_short_replies_are_heard(snr_db: float | None) -> None:
    # Half of a reply may drown in noise; that it was given must not.
    line = talk(REPLIES * 3, snr_db=snr_db)
    facts = _facts(line.samples)
    missed = [span for span in line.spoken if _heard(facts, *span) < 0.4]
    assert missed == []


@needs_voices
def test_edges_are_within_50_ms() -> None:
    line = talk(REPLIES + SENTENCES, snr_db=25.0)
    facts = _facts(line.samples)
    errors = []
    for start, end in line.spoken:
        inside = [span for span in facts.speech if span.end > start and span.start < end]
        errors += [abs(inside[0].start - start), abs(inside[-1].end - end)]
    assert np.quantile(errors, 0.9) <= 0.05
    assert max(errors) <= 0.12


@needs_voices
def test_a_gap_of_a_quarter_second_is_kept_and_a_shorter_one_closed() -> None:
    word = say("好", "m1")
    start, end = audible(word)
    word = word[int(start * 8000) : int(end * 8000)]
    for gap, expected in ((0.30, 2), (0.25, 2), (0.14, 1)):
        line = np.concatenate([np.zeros(8000), word, np.zeros(int(gap * 8000)), word, np.zeros(8000)])
        assert len(_facts(line.astype(np.float32)).speech) == expected


@needs_voices
def test_recognition_gets_every_reply_with_room_around_it() -> None:
    line = talk(REPLIES, snr_db=20.0)
    facts = _facts(line.samples)
    for start, end in line.spoken:
        assert any(span.start <= start - 0.05 and span.end >= end + 0.05 for span in facts.asr_spans)


def _bursts(rng: np.random.Generator) -> Signal:
    out = hiss(8000 * 30, -60.0)
    for start in range(4000, len(out) - 8000, 8000):
        size = int(rng.uniform(0.05, 0.8) * 8000)
        out[start : start + size] += noise(size, rng) * np.hanning(size).astype(np.float32)
    return out


def _clicks(rng: np.random.Generator) -> Signal:
    out = hiss(8000 * 30, -55.0)
    for start in rng.integers(0, len(out) - 200, 60):
        out[start : start + rng.integers(2, 160)] += np.float32(0.3)
    return out


NO_SPEECH = {
    "silence": lambda rng: np.zeros(8000 * 30, np.float32),
    "white noise": lambda rng: noise(8000 * 30, rng, colour=0.0),
    "pink noise": lambda rng: noise(8000 * 30, rng),
    "hum": lambda rng: tone(30, 8000, 50) + tone(30, 8000, 150, dbfs=-26) + tone(30, 8000, 250, dbfs=-32),
    "ring-back": lambda rng: ring_back(30),
    "hold music": lambda rng: hold_music(30, 8000, rng),
    "bursts": _bursts,
    "clicks": _clicks,
}


@pytest.mark.parametrize("name", NO_SPEECH)
def test_other_sounds_are_not_speech(name: str) -> None:
    facts = _facts(a_law(NO_SPEECH[name](np.random.default_rng(3))))
    assert sum(span.length for span in facts.speech) <= 0.2
    assert facts.speech_level is None or len(facts.speech) > 0


@needs_voices
def test_speech_after_the_line_opens_into_noise() -> None:
    """The noise floor of the quiet ring-back stage must not make the noise that follows a sound."""
    opening = talk(SENTENCES[:1], snr_db=15.0)
    quiet = np.zeros(8000 * 10, np.float32)
    facts = _facts(np.concatenate([quiet, opening.samples, hiss(8000 * 8, -37.0)]))
    start, end = (10 + edge for edge in opening.spoken[0])
    assert abs(facts.speech[0].start - start) <= 0.1
    assert abs(facts.speech[-1].end - end) <= 0.1


@needs_voices
def test_speech_over_music_is_still_speech() -> None:
    line = talk(SENTENCES[:2])
    facts = _facts(
        a_law(mix(hold_music(30, 8000, np.random.default_rng(0), dbfs=-32), line.samples, at=80_000))
    )
    for start, end in line.spoken:
        assert _heard(facts, 10 + start, 10 + end) > 0.85
    spoken = sum(end - start for start, end in line.spoken)
    assert sum(span.length for span in facts.speech) < spoken + 2.0  # of the 17 s of music around it


def _over_room(line: Talk, background_db: float) -> ChannelFacts:
    """One party of a stereo call, with the babble of three voices behind it."""
    clips = [say(text, voice) for text, voice in zip(SENTENCES, ("f2", "m4", "Lee"), strict=True)]
    room = babble(len(line.samples), 8000, np.random.default_rng(0), clips)
    mixed = a_law(line.samples + room * np.float32(10 ** ((background_db - 2) / 20)))
    return analyse(recording_of(np.stack([mixed, np.zeros(len(mixed), np.float32)]))).channels[0]


@needs_voices
@pytest.mark.parametrize("background_db", [-30.0, -25.0, -20.0])
def test_voices_in_the_room_do_not_make_it_deaf_to_replies(background_db: float) -> None:
    line = talk(REPLIES * 2, gap_s=1.5)
    facts = _over_room(line, background_db)
    assert all(_heard(facts, *span) > 0.5 for span in line.spoken)


@needs_voices
def test_soft_voices_in_the_room_are_not_the_party() -> None:
    line = talk(REPLIES * 2, gap_s=1.5)
    own = sum(end - start for start, end in line.spoken)
    assert sum(span.length for span in _over_room(line, -30.0).speech) < 1.3 * own


@needs_voices
def test_a_loud_murmur_goes_on_in_the_pauses_and_is_not_the_party() -> None:
    """Near enough to be heard as speech: four times as much as the party's own."""
    line = talk(REPLIES * 2, gap_s=1.5)
    facts = _over_room(line, -24.0)
    own = sum(end - start for start, end in line.spoken)
    assert all(_heard(facts, *span) > 0.5 for span in line.spoken)
    assert sum(span.length for span in facts.speech) < 1.5 * own


@needs_voices
def test_replies_as_soft_as_a_murmur_are_kept_where_the_pauses_are_silent() -> None:
    line = talk((*SENTENCES[:2], *REPLIES[:5]) * 2, gap_s=1.5)
    samples, soft = line.samples.copy(), line.spoken[2:7]
    for start, end in soft:
        samples[int(start * 8000) : int(end * 8000)] *= np.float32(10 ** (-14 / 20))
    channels = np.stack([a_law(samples), np.zeros(len(samples), np.float32)])
    facts = analyse(recording_of(channels)).channels[0]
    assert all(_heard(facts, *span) > 0.5 for span in soft)


@needs_voices
def test_a_weak_second_party_of_a_mono_recording_is_kept() -> None:
    strong, weak = (talk(texts) for texts in (SENTENCES, REPLIES))
    line = np.concatenate([strong.samples, 0.15 * weak.samples])
    facts = _facts(a_law(line + hiss(len(line), -60.0)))
    begin = len(strong.samples) / 8000
    assert all(_heard(facts, begin + start, begin + end) > 0.5 for start, end in weak.spoken)


@needs_voices
def test_wide_band_and_odd_rates() -> None:
    line = talk(REPLIES[:4], snr_db=25.0)
    for rate in (16000, 11025):
        at = np.arange(int(len(line.samples) * rate / 8000)) * 8000 / rate
        samples = np.interp(at, np.arange(len(line.samples)), line.samples).astype(np.float32)
        facts = analyse(recording_of(samples, rate)).channels[0]
        assert all(_heard(facts, *span) > 0.5 for span in line.spoken)


def test_a_moment_of_sound_is_analysed() -> None:
    facts = _facts(np.full(100, 0.1, np.float32))
    assert facts.speech == facts.asr_spans == ()
    assert len(facts.levels) == 1
