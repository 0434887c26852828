from __future__ import annotations

import numpy as np
import pytest

from autoqa.asr.clips import Clip
from autoqa.asr.voice_choice import SAMPLE_S, choose, sample_of
from autoqa.asr.voice_norm import AS_IT_IS, MELS, VoiceNorm

_SILENT = -1.0  # log10 power of -8, normalised as faster-whisper does


def _lines(*bins: int) -> np.ndarray:
    """A steady sound in a few mel bins, (MELS, 60)."""
    mel = np.full((MELS, 60), _SILENT, np.float32)
    mel[list(bins)] = 1.0
    return mel


def test_as_it_is_changes_nothing() -> None:
    mel = np.random.default_rng(1).normal(0, 0.3, (MELS, 40)).astype(np.float32)
    assert AS_IT_IS.applied(mel) is mel


@pytest.mark.parametrize(("stretch", "up"), [(1.1, True), (0.9, False)])
def test_a_stretch_moves_all_formants_by_its_factor(stretch: float, up: bool) -> None:
    low, high = 20, 50
    moved = VoiceNorm(stretch=stretch).applied(_lines(low, high))
    peaks = [int(part.argmax()) + first for part, first in ((moved[:35, 0], 0), (moved[35:, 0], 35))]
    assert [(peak > was) == up and peak != was for peak, was in zip(peaks, (low, high), strict=True)] == [
        True,
        True,
    ]
    # Bins of Slaney's scale are 40 Hz wide below 1 kHz: bin 20 lies at about 780 Hz.
    assert abs(peaks[0] - low) == pytest.approx(2, abs=1)


def test_a_stretch_and_its_inverse_give_the_sound_back() -> None:
    mel = np.tile(np.sin(np.arange(MELS) / 9)[:, None] * 0.3, (1, 50)).astype(np.float32)
    back = VoiceNorm(stretch=1 / 1.08).applied(VoiceNorm(stretch=1.08).applied(mel))
    assert np.abs(back - mel)[4:-8].max() < 0.03


def test_a_faster_pace_shortens_and_keeps_pitch_and_order() -> None:
    mel = _lines(30)
    mel[:, 30:] = _lines(55)[:, :30]
    paced = VoiceNorm(pace=1.2).applied(mel)
    assert paced.shape == (MELS, 50)
    assert [int(paced[:, frame].argmax()) for frame in (0, 20, 30, 49)] == [30, 30, 55, 55]


def test_two_frames_are_left_of_the_shortest_sound() -> None:
    assert VoiceNorm(pace=1.3).applied(_lines(30)[:, :2]).shape == (MELS, 2)


@pytest.mark.parametrize("best", [VoiceNorm(0.895, 1.0), VoiceNorm(1.0, 1.1), VoiceNorm(1.175, 1.3)])
def test_the_search_finds_the_clearest_norm(best: VoiceNorm) -> None:
    asked: list[VoiceNorm] = []

    def clearness(norm: VoiceNorm) -> float:
        asked.append(norm)
        return 1 - (norm.stretch - best.stretch) ** 2 - (norm.pace - best.pace) ** 2

    assert choose(clearness) == best
    assert len(asked) == len(set(asked)) == 10


def test_where_nothing_is_heard_it_is_heard_as_it_is() -> None:
    assert choose(lambda norm: 0.0) == AS_IT_IS


def test_the_sample_is_the_longest_clips() -> None:
    clips = [Clip(10.0 * i, 10.0 * i + length, 0) for i, length in enumerate((2.0, 9.0, 0.3, 8.0, 1.0))]
    assert sample_of(clips) == [clips[1], clips[3]]
    assert sum(clip.length for clip in sample_of(clips)) >= SAMPLE_S


def test_hardly_any_speech_is_heard_as_it_is() -> None:
    assert sample_of([Clip(1.0, 1.3, 0), Clip(4.0, 4.2, 0)]) == []
