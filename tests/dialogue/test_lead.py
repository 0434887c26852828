"""What the network adds to the first split."""

from __future__ import annotations

import numpy as np
import pytest

from autoqa.dialogue.diarize import tell_apart
from autoqa.dialogue.lead import Lead
from autoqa.dialogue.pieces import Piece
from synth import telephone
from tests.dialogue.mono import mono_call, needs_voices, right_replies


def _lead(decision: float = 0.9, alone: float = 20.0, odds: float = 1.0) -> Lead:
    return Lead(np.full(50, odds, np.float32), decision, alone)


def test_pieces_lean_to_the_voice_that_leads() -> None:
    both = Lead(np.repeat([2.0, -1.0], 10).astype(np.float32), 0.9, 20.0)
    first, second = both.likelihoods([Piece(0, 20, 0), Piece(20, 40, 0)])
    assert first[0] - first[1] == pytest.approx(0.2 * 2.0 * 10)
    assert second[0] - second[1] == pytest.approx(-0.2 * 1.0 * 10)


def test_a_piece_shorter_than_a_frame_counts_one() -> None:
    (only,) = _lead().likelihoods([Piece(7, 8, 0)])
    assert only[0] - only[1] == pytest.approx(0.2)


def test_where_the_network_cannot_decide_it_says_nothing() -> None:
    assert np.all(_lead(decision=0.4).likelihoods([Piece(0, 40, 0)]) == 0)


@pytest.mark.parametrize(
    ("lead", "before", "low", "high"),
    [
        (_lead(0.9), 0.02, 0.9, 1.0),  # noise hid the voices from the first split
        (_lead(0.3), 0.02, 0.02, 0.02),
        (_lead(0.3), 0.97, 0.97, 0.97),  # it never takes two voices for one
        (_lead(0.9, alone=1.0), 0.02, 0.02, 0.02),
        (_lead(0.9), 0.0, 0.5, 1.0),
        (_lead(0.9), 1.0, 1.0, 1.0),
    ],
)
def test_two_voices_are_only_ever_made_likelier(lead: Lead, before: float, low: float, high: float) -> None:
    assert low <= lead.apart(before) <= high


@needs_voices
def test_replies_in_a_room_full_of_talk_keep_their_speaker() -> None:
    call = mono_call("f2", "m3", exchanges=12)
    others = [mono_call(name, name, seed=seed).samples for seed, name in enumerate(("m1", "belinda", "adam"))]
    rng = np.random.default_rng(5)
    murmur = telephone.babble(len(call.samples), telephone.LINE_RATE, rng, others)
    loud = telephone.rms(call.samples) * 10 ** (-11 / 20) / 0.1
    guess = tell_apart(call.samples + murmur * np.float32(loud), call.speech)
    right = right_replies(call, guess.spans)
    assert guess.voices == 2
    assert sum(right) >= 0.85 * len(right)
