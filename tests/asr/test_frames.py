from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autoqa.asr.frames import FrameHead, split_syllable, toneless_error
from autoqa.errors import ModelError

INITIALS = ("sil", "", "h", "x", "b")
FINALS = ("sil", "ao3", "ing2", "u4", "iong4")


@pytest.fixture
def head(tmp_path: Path) -> FrameHead:
    """Heads whose hidden vector is simply the logits of initials and finals, side by side."""
    width = len(INITIALS) + len(FINALS)
    weights = np.eye(width, dtype=np.float32)
    path = tmp_path / "frame_head.npz"
    np.savez(
        path,
        initials=np.array(INITIALS),
        finals=np.array(FINALS),
        initial_weight=weights[: len(INITIALS)],
        final_weight=weights[len(INITIALS) :],
        initial_bias=np.zeros(len(INITIALS)),
        final_bias=np.zeros(len(FINALS)),
    )
    return FrameHead(path)


def hidden(*stretches: tuple[str, str, int]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    rows = []
    for initial, final, frames in stretches:
        row = np.zeros(len(INITIALS) + len(FINALS), np.float32)
        row[INITIALS.index(initial)] = 6.0
        row[len(INITIALS) + FINALS.index(final)] = 6.0
        rows += [row] * frames
    return np.array(rows)


def test_greedy_reads_syllables_with_times(head: FrameHead) -> None:
    heard = head.greedy(
        head.posteriors(hidden(("sil", "sil", 5), ("h", "ao3", 10), ("sil", "sil", 5), ("x", "ing2", 8)))
    )
    assert [s.syllable for s in heard] == ["hao3", "xing2"]
    assert heard[0].start == pytest.approx(0.1)
    assert heard[0].end == pytest.approx(0.3)
    assert heard[1].log_probability > -0.2


def test_greedy_forgets_flickers_and_joins_across_them(head: FrameHead) -> None:
    heard = head.greedy(head.posteriors(hidden(("h", "ao3", 6), ("b", "u4", 1), ("h", "ao3", 6))))
    assert [s.syllable for s in heard] == ["hao3"]


def test_forced_score_prefers_what_was_said(head: FrameHead) -> None:
    posteriors = head.posteriors(
        hidden(("sil", "sil", 4), ("b", "u4", 8), ("", "iong4", 9), ("sil", "sil", 4))
    )
    right, wrong = head.forced(posteriors, ["bu4", "yong4"]), head.forced(posteriors, ["hao3", "xing2"])
    assert right.gap == pytest.approx(0.0, abs=1e-4)
    assert wrong.gap < -3
    assert right.spans[0] == pytest.approx((0.08, 0.24))
    assert right.spans[1][0] == pytest.approx(0.24)


def test_forced_score_of_nothing_is_refused(head: FrameHead) -> None:
    posteriors = head.posteriors(hidden(("h", "ao3", 3)))
    with pytest.raises(ValueError, match="0 syllables"):
        head.forced(posteriors, [])
    with pytest.raises(ValueError, match="3 frames"):
        head.forced(posteriors, ["hao3"] * 4)


def test_entropy_tells_sure_from_unsure(head: FrameHead) -> None:
    sure = head.posteriors(hidden(("h", "ao3", 5)))
    unsure = head.posteriors(hidden(("h", "ao3", 5)) * 0.2)
    assert sure.entropy < unsure.entropy
    assert head.posteriors(hidden(("sil", "sil", 5))).entropy == 0.0


@pytest.mark.parametrize(
    ("syllable", "parts"),
    [("zhong1", ("zh", "ong1")), ("si4", ("s", "ii4")), ("shi4", ("sh", "iii4")), ("yi1", ("", "i1")),
     ("xu1", ("x", "v1")), ("en4", ("", "en4"))],
)  # fmt: skip
def test_syllables_fall_into_initial_and_final(syllable: str, parts: tuple[str, str]) -> None:
    assert split_syllable(syllable) == parts


def test_toneless_error_ignores_tones() -> None:
    assert toneless_error(["hao3", "de5"], ["hao4", "de5"]) == 0.0
    assert toneless_error(["hao3"], ["bu4", "yong4"]) == 1.0
    assert toneless_error([], []) == 0.0


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="frame_head"):
        FrameHead(tmp_path / "frame_head.npz")
    other = tmp_path / "frame_head.npz"
    np.savez(other, something=np.zeros(3))
    with pytest.raises(ModelError, match="no frame head"):
        FrameHead(other)
