from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from autoqa.dialogue.acoustics import CEPSTRA, RATE, frames_of
from autoqa.dialogue.apart import honest
from autoqa.dialogue.chain import smoothed
from autoqa.dialogue.mixture import fit
from autoqa.dialogue.naming import stays_at_pauses
from autoqa.dialogue.pieces import Piece, even_pieces, syllables


def tone(pitch: float, seconds: float = 1.0) -> np.ndarray:
    """A voice-like sound: twenty harmonics in the telephone band."""
    t = np.arange(int(seconds * RATE)) / RATE
    partials = [np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 21) if 200 < pitch * k < 3600]
    return (0.1 * np.sum(partials, axis=0)).astype(np.float32)


@pytest.mark.parametrize("pitch", [70.0, 110.0, 180.0, 260.0])
def test_pitch_is_found_without_its_fundamental(pitch: float) -> None:
    found = np.exp(frames_of(tone(pitch)).pitch[10:90])
    assert np.isfinite(found).mean() > 0.95
    assert np.nanmedian(found) == pytest.approx(pitch, rel=0.02)


def test_noise_has_no_pitch() -> None:
    hiss = np.random.default_rng(0).normal(0, 0.05, RATE).astype(np.float32)
    assert np.isfinite(frames_of(hiss).pitch).mean() < 0.1


def test_cepstra_do_not_depend_on_level_and_level_is_in_decibels() -> None:
    voice = tone(120) + np.random.default_rng(0).normal(0, 0.01, RATE).astype(np.float32)
    loud, soft = frames_of(voice), frames_of(voice * np.float32(0.1))
    assert loud.cepstra.shape == (101, CEPSTRA)
    assert np.allclose(loud.cepstra[10:90], soft.cepstra[10:90], atol=0.15)
    assert loud.level[50] - soft.level[50] == pytest.approx(20, abs=0.1)


def test_long_recordings_are_framed_in_parts_without_seams() -> None:
    sound = np.tile(tone(130), 70)
    whole, part = frames_of(sound), frames_of(sound[59 * RATE : 61 * RATE])
    assert np.allclose(whole.cepstra[5910:6090], part.cepstra[10:190], atol=1e-3)


def test_mixture_finds_two_clouds() -> None:
    rng = np.random.default_rng(1)
    data = np.concatenate((rng.normal(-3, 1, (300, 2)), rng.normal(3, 1, (300, 2))))
    shares = fit(data, 2).posteriors(data)
    assert np.allclose(shares.sum(axis=1), 1)
    first = int(np.argmax(shares[0]))
    assert shares[:300, first].mean() > 0.95
    assert shares[300:, first].mean() < 0.05


def test_few_rows_get_few_components() -> None:
    assert len(fit(np.random.default_rng(0).normal(size=(35, 3)), 32).weights) == 3


def test_chain_carries_evidence_over_silent_steps_but_not_over_pauses() -> None:
    evidence = np.zeros((4, 2))
    evidence[0] = [2.0, 0.0]
    first, _ = smoothed(evidence, np.array([0.95, 0.95, 0.5]))
    assert first[0] > first[1] > first[2] > first[3]
    assert first[3] == pytest.approx(0.5)


def test_chains_run_side_by_side() -> None:
    evidence = np.random.default_rng(0).normal(size=(6, 3, 2))
    stay = np.full(5, 0.8)
    together, likelihoods = smoothed(evidence, stay)
    for index in range(3):
        alone, likelihood = smoothed(evidence[:, index], stay)
        assert np.allclose(together[:, index], alone)
        assert likelihoods[index] == pytest.approx(float(likelihood))


def test_pieces_tile_their_spans() -> None:
    bounds = [(10, 90), (200, 560)]
    assert [(p.start, p.end, p.span) for p in even_pieces(bounds)] == [
        (10, 90, 0), (200, 320, 1), (320, 440, 1), (440, 560, 1),
    ]  # fmt: skip


def test_syllables_are_cut_where_the_level_dips() -> None:
    level = np.full(200, -20.0, np.float32)
    level[78:83] = -45.0
    pieces = syllables([(50, 120)], level)
    assert pieces[0].start == 50
    assert any(abs(piece.start - 80) <= 3 and piece.dip > 6 for piece in pieces)
    assert pieces[0].dip == np.inf
    assert all(a.end == b.start for a, b in pairwise(pieces))
    assert pieces[-1].end == 120


def test_names_are_never_surer_than_they_were_found_to_be() -> None:
    found = honest(np.array([0.0, 0.03, 0.5, 0.97, 1.0]))
    assert found[2] == pytest.approx(0.5)
    assert found[0] == pytest.approx(0.01, abs=1e-3)
    assert found[4] == pytest.approx(0.99, abs=1e-3)
    assert 0.8 < found[3] < 0.9


def test_short_stretches_beside_a_pause_are_answers_and_short_pauses_breaths() -> None:
    bounds = [(0, 300), (310, 350), (410, 440), (500, 800), (860, 1160), (1460, 1490)]
    within, answered, answered_too, between, late = stays_at_pauses(
        [Piece(start, end, span) for span, (start, end) in enumerate(bounds)]
    )
    assert answered == answered_too < between == late == 0.5 < within
