"""Ring-back, tones and hold music are told from speech, with their times."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.audio import analyse
from autoqa.types import SoundEvent, SoundKind
from synth.codecs import round_trip
from synth.telephone import a_law, hold_music, ring_back, silence, tone
from tests.audio.media import Signal, recording_of
from tests.audio.talk import SENTENCES, hiss, needs_voices, talk


def _events(samples: Signal) -> tuple[SoundEvent, ...]:
    return analyse(recording_of(samples)).events


@pytest.mark.parametrize("snr_db", [None, 20.0, 10.0])
def test_ring_back_is_one_event_from_first_to_last_beep(snr_db: float | None) -> None:
    line = np.concatenate([silence(2), ring_back(13, dbfs=-20), silence(2)])
    if snr_db is not None:
        line = line + hiss(len(line), -20 - snr_db)
    (event,) = _events(a_law(line))
    assert event.kind is SoundKind.RINGBACK
    assert event.start == pytest.approx(2.0, abs=0.05)
    assert event.end == pytest.approx(13.0, abs=0.05)
    assert event.confidence > 0.9


@pytest.mark.parametrize("codec", ["mp3", "adpcm"])
def test_ring_back_through_codecs(codec: str) -> None:
    line = np.concatenate([ring_back(11.5), silence(1)])
    assert [event.kind for event in _events(round_trip(line, 8000, codec))] == [SoundKind.RINGBACK]


def test_single_ring_is_less_sure() -> None:
    (event,) = _events(np.concatenate([silence(1), ring_back(2.0), silence(1)]))
    assert event.kind is SoundKind.RINGBACK
    assert event.confidence < 0.9


def test_busy_tone_and_steady_tone() -> None:
    busy = np.concatenate([np.concatenate([tone(0.35, 8000, 450), silence(0.35)]) for _ in range(6)])
    (event,) = _events(a_law(busy))
    assert event.kind is SoundKind.TONE
    assert event.end == pytest.approx(3.85, abs=0.06)
    (event,) = _events(a_law(np.concatenate([silence(1), tone(2.0, 8000, 1400), silence(1)])))
    assert (event.kind, round(event.start, 1), round(event.end, 1)) == (SoundKind.TONE, 1.0, 3.0)


@pytest.mark.parametrize("seed", range(4))
def test_hold_music(seed: int) -> None:
    music = hold_music(12, 8000, np.random.default_rng(seed))
    (event,) = _events(a_law(np.concatenate([silence(3), music, silence(3)])))
    assert event.kind is SoundKind.HOLD_MUSIC
    assert event.start == pytest.approx(3.0, abs=0.4)
    assert event.end == pytest.approx(15.0, abs=0.6)


@needs_voices
def test_events_between_speech_keep_apart_from_it() -> None:
    line = talk(SENTENCES[:1], snr_db=30.0)
    music = hold_music(10, 8000, np.random.default_rng(1))
    call = analyse(recording_of(np.concatenate([ring_back(6.5), line.samples, a_law(music), line.samples])))
    assert [event.kind for event in call.events] == [SoundKind.RINGBACK, SoundKind.HOLD_MUSIC]
    for event in call.events:
        for span in call.channels[0].speech:
            assert min(span.end, event.end) - max(span.start, event.start) <= 0.05
    second_start = 6.5 + len(line.samples) / 8000 + 10 + line.spoken[0][0]
    assert any(abs(span.start - second_start) < 0.1 for span in call.channels[0].speech)


@needs_voices
def test_speech_raises_no_event() -> None:
    voices = ("f4", "Alicia", "m1", "paul")
    assert all(_events(talk(SENTENCES, snr_db=20.0, voices=(voice,)).samples) == () for voice in voices)


def test_channel_is_named() -> None:
    line = np.stack([hiss(8000 * 8, -60.0), ring_back(8.0)])
    (event,) = analyse(recording_of(line)).events
    assert event.channel == 1
