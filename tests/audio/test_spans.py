"""From cells of speech to spans: gaps, padding, longest length."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoqa.audio.frames import CELL_S
from autoqa.audio.spans import asr_spans, tight_spans


def _mask(*spans: tuple[float, float], seconds: float = 60.0) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    mask = np.zeros(int(seconds / CELL_S), np.bool_)
    for start, end in spans:
        mask[round(start / CELL_S) : round(end / CELL_S)] = True
    return mask


def _flat(seconds: float = 60.0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.full(int(seconds / CELL_S), -20.0, np.float32)


def test_tight_spans_keep_gaps_of_a_fifth_second() -> None:
    found = tight_spans(_mask((1.0, 2.0), (2.24, 3.0), (3.12, 4.0)), 60.0)
    assert [(round(span.start, 1), round(span.end, 1)) for span in found] == [(1.0, 2.0), (2.2, 4.0)]


def test_padding_stops_in_the_middle_of_a_gap_and_at_the_ends() -> None:
    found = asr_spans(_mask((0.0, 1.0), (1.36, 2.0), (4.0, 60.0), seconds=60.0), _flat(), 60.0)
    assert found[0].start == 0.0
    assert found[0].end == pytest.approx(found[1].start)
    assert found[1].end == pytest.approx(2.2, abs=0.02)
    assert found[-1].end == 60.0


def test_long_speech_is_cut_at_its_quietest_moment() -> None:
    level = _flat()
    quiet = round(11.0 / CELL_S)
    level[quiet - 4 : quiet + 4] = -50.0
    found = asr_spans(_mask((0.0, 20.0)), level, 60.0)
    assert [round(span.end) for span in found] == [11, 20]


@settings(deadline=None, max_examples=30)
@given(
    edges=st.lists(st.integers(0, 3749), unique=True, max_size=40).map(sorted),
    seed=st.integers(0, 9),
)
def test_spans_are_in_order_apart_and_short_enough(edges: list[int], seed: int) -> None:
    mask = np.zeros(3750, np.bool_)
    for start, end in zip(edges[::2], edges[1::2], strict=False):
        mask[start:end] = True
    level = np.random.default_rng(seed).uniform(-60, -10, 3750).astype(np.float32)
    padded = asr_spans(mask, level, 60.0)
    for before, after in pairwise(padded):
        assert before.end <= after.start + 1e-6
    assert all(0 <= span.start < span.end <= 60.0 and span.length <= 15.0 for span in padded)
    for cell in np.flatnonzero(mask):
        middle = (cell + 0.5) * CELL_S
        assert any(span.start <= middle <= span.end for span in padded)
        assert any(span.start <= middle <= span.end for span in tight_spans(mask, 60.0))
