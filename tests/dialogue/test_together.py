"""Both voices at once on one channel."""

from __future__ import annotations

import numpy as np

from autoqa.dialogue import SpeakerSpan
from autoqa.dialogue.diarize import tell_apart
from autoqa.dialogue.mixture import fit
from autoqa.dialogue.speakers import SpeakerGuess
from autoqa.dialogue.utterance import utterances_of
from autoqa.types import Transcript
from synth.telephone import LINE_RATE
from tests.dialogue.making import said, sound
from tests.dialogue.mono import MonoCall, Said, Samples, mono_call, needs_voices

HUMS = 6


def test_two_sources_at_once_are_likelier_as_a_pair_than_as_either_alone() -> None:
    rng = np.random.default_rng(0)
    low, high = (rng.normal(at, 0.5, (2000, 8)) for at in ([0] * 4 + [6] * 4, [6] * 4 + [0] * 4))
    one, other = fit(low, 4), fit(high, 4)
    pair = one.with_other(other)
    both = np.logaddexp(low[:200], high[:200])
    alone = np.maximum(one.log_likelihoods(both), other.log_likelihoods(both))
    assert np.mean(pair.log_likelihoods(both) > alone) > 0.99
    assert np.mean(pair.log_likelihoods(low[:200]) > one.log_likelihoods(low[:200])) < 0.01


def _talked_over(call: MonoCall) -> tuple[Samples, list[tuple[float, float]]]:
    """Replies of the customer laid into the middle of sentences of the agent, with their seconds."""
    samples = call.samples.copy()
    replies = [utterance for utterance in call.said if utterance.is_reply]
    sentences = [utterance for utterance in call.said if utterance.speaker == 0 and _seconds(utterance) > 2]
    places = []
    for reply, sentence in zip(replies * HUMS, sentences[:HUMS], strict=False):
        clip = call.samples[int(reply.start * LINE_RATE) : int(reply.end * LINE_RATE)]
        at = (sentence.start + sentence.end) / 2
        samples[int(at * LINE_RATE) :][: len(clip)] += clip
        places.append((at, at + _seconds(reply)))
    return samples, places


def _seconds(utterance: Said) -> float:
    return utterance.end - utterance.start


def _second(samples: Samples, call: MonoCall) -> list[SpeakerSpan]:
    return [span for span in tell_apart(samples, call.speech).spans if span.overlapped]


@needs_voices
def test_a_hum_into_a_sentence_is_heard_under_it() -> None:
    call = mono_call("f2", "m3", exchanges=14)
    samples, places = _talked_over(call)
    found = _second(samples, call)
    heard = [any(span.start < end and span.end > start for span in found) for start, end in places]
    assert len(places) == HUMS
    assert sum(heard) >= HUMS - 1
    assert len(_second(call.samples, call)) <= 1


def test_words_stay_with_the_voice_that_the_speech_is_named_after() -> None:
    spans = (
        SpeakerSpan(start=0, end=3, speaker=0, confidence=0.6),
        SpeakerSpan(start=1, end=2, speaker=1, confidence=0.9, overlapped=True),
    )
    guess = SpeakerGuess(channel=0, spans=spans, voices=2, confidence=1.0)
    heard = Transcript(segments=(said(0, "这个业务每月三元", pace=0.35),))
    (utterance,) = utterances_of(heard, sound([(0, 3)], duration=3), guess)
    assert utterance.party == 0
