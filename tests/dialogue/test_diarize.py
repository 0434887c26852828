from __future__ import annotations

import numpy as np
import pytest

from autoqa.audio import analyse
from autoqa.dialogue import build_dialogue, guess_speakers
from autoqa.dialogue.diarize import tell_apart
from autoqa.types import Role, RoleSource, Span, Transcript
from tests.dialogue.making import said, sound, spans
from tests.dialogue.mono import MonoCall, mono_call, needs_voices, right_replies

PAIRS = [("f2", "m3"), ("m1", "m6"), ("f2", "belinda"), ("Mario", "Denis")]


def shares(call: MonoCall, found: Transcript) -> float:
    """Share of the characters that the dialogue gives to the right role."""
    audio = sound([(span.start, span.end) for span in call.speech], duration=len(call.samples) / 8000)
    made = build_dialogue(found, audio, guess_speakers(call.recording, audio))
    roles = {(word.start, word.text): turn.role for turn in made.turns for word in turn.words}
    wanted = {
        (word.start, word.text): (Role.AGENT, Role.CUSTOMER)[utterance.speaker]
        for utterance in call.said
        for word in utterance.words
    }
    assert roles.keys() == wanted.keys()
    return sum(roles[key] is role for key, role in wanted.items()) / len(wanted)


@needs_voices
@pytest.mark.parametrize("snr_db", [20.0, 10.0])
def test_short_replies_keep_their_own_speaker(snr_db: float) -> None:
    right: list[bool] = []
    for seed, (agent, customer) in enumerate(PAIRS):
        call = mono_call(agent, customer, snr_db=snr_db, seed=seed)
        guess = tell_apart(call.samples, call.speech)
        assert guess.voices == 2
        assert guess.confidence > 0.85
        right += right_replies(call, guess.spans)
    assert len(right) > 20
    assert sum(right) / len(right) >= 0.9


@needs_voices
def test_segment_of_both_parties_is_split_between_words() -> None:
    call = mono_call("f2", "m3")
    assert shares(call, Transcript(segments=call.segments(together=3))) > 0.97


@needs_voices
def test_whole_way_from_the_recording() -> None:
    call = mono_call("f4", "adam", exchanges=8)
    recording = call.recording
    audio = analyse(recording)
    made = build_dialogue(Transcript(segments=call.segments()), audio, guess_speakers(recording, audio))
    replies = [utterance for utterance in call.said if utterance.is_reply]
    heard = [(turn.role, turn.text) for turn in made.turns]
    assert sum((Role.CUSTOMER, reply.text) in heard for reply in replies) >= len(replies) - 1
    assert made.roles_confidence > 0.9
    assert made.turns[0].role is Role.CUSTOMER


@needs_voices
@pytest.mark.parametrize("voice", ["f2", "m3"])
def test_one_voice_is_not_taken_for_two(voice: str) -> None:
    call = mono_call(voice, voice)
    guess = tell_apart(call.samples, call.speech)
    assert guess.voices == 1
    assert {span.speaker for span in guess.spans} == {0}


@needs_voices
def test_two_voices_are_told_apart_where_noise_joins_all_speech() -> None:
    call = mono_call("f2", "m3")
    whole = Span(start=call.speech[0].start, end=call.speech[-1].end)
    guess = tell_apart(call.samples, [whole])
    assert guess.voices == 2
    assert sum(right_replies(call, guess.spans)) >= 0.8 * sum(one.is_reply for one in call.said)


@needs_voices
def test_same_sound_same_guess() -> None:
    call = mono_call("f2", "m3")
    assert tell_apart(call.samples, call.speech) == tell_apart(call.samples, call.speech)


@needs_voices
def test_spans_tile_the_speech() -> None:
    call = mono_call("f2", "m3")
    guess = tell_apart(call.samples, call.speech)
    assert sum(span.length for span in guess.spans) == pytest.approx(
        sum(s.length for s in call.speech), rel=0.02
    )
    assert all(0.5 <= span.confidence <= 1 for span in guess.spans)
    assert guess.spans[0].speaker == 0


def test_each_party_on_its_channel_needs_no_guess() -> None:
    call = MonoCall(np.zeros(8000, np.float32), ())
    assert guess_speakers(call.recording, sound([(0, 1)], [(2, 3)])) is None


def test_nothing_to_hear_has_no_voices() -> None:
    guess = tell_apart(np.zeros(80000, np.float32), spans((1.0, 1.5)))
    assert (guess.voices, guess.spans) == (0, ())


def test_speech_of_digital_silence_is_survived() -> None:
    assert tell_apart(np.zeros(160000, np.float32), spans((1.0, 9.0))).voices == 1


def test_voices_that_cannot_be_told_apart_leave_the_words_to_their_cues() -> None:
    silent = MonoCall(np.zeros(160000, np.float32), ())
    audio = sound([(0.0, 9.0)])
    found = Transcript(
        segments=(said(0.0, "喂"), said(1.0, "您好这里是华声公司请问您方便吗"), said(6.0, "不需要"))
    )
    made = build_dialogue(found, audio, guess_speakers(silent.recording, audio))
    assert [turn.role for turn in made.turns] == [Role.CUSTOMER, Role.AGENT, Role.CUSTOMER]
    assert made.roles_source is RoleSource.CUES


@pytest.mark.parametrize("length", [0.03, 0.2, 1.0])
def test_a_scrap_of_speech_is_no_two_voices(length: float) -> None:
    samples = np.random.default_rng(3).normal(0, 0.1, 16_000).astype(np.float32)
    assert tell_apart(samples, [Span(start=0.3, end=0.3 + length)]).voices < 2
