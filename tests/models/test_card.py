from __future__ import annotations

import json
from pathlib import Path

import pytest

from autoqa.asr.fit import THRESHOLD
from models.recipe.card import filled
from models.recipe.clips import LINES

MARKS = ("heard", "silent", "calls", "words", "scale", "known")
SET = {"clips": 40, "cer": 0.0512, "exact": 0.75, "onset_error_s": 0.0123}
FIT = {
    "clips": 8, "log_probability": -0.2, "sharpness": 0.8, "agreement": 0.9, "familiarity": 0.7,
    "familiarity_least": 0.6, "familiarity_most": 0.8, "judged_fit": 0.5,
}  # fmt: skip
SETS = (
    "new_fillings", "new_fillings_wider", "held_out_wording", "held_out_wording_wider", "held_out_voices",
    "random_words", "job_numbers", "short_replies", "short_replies_held_out_voices", *LINES,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    silent = {name: {"clips": 7, "with_text": 1} for name in ("silence", "noise", "ring_back", "hold_music")}
    figures = {
        "hears": {**dict.fromkeys(SETS, SET), **silent},
        "calls": {"calls": 3, "cer": 0.08, "channels_with_loops": 2, "loops_cut": 1},
        "words": {"characters": 3993, "right": 0.8352, "brier_decoder": 0.0912, "brier": 0.0731},
        "fit": {"known_clean": FIT},
    }
    (tmp_path / "figures.json").write_text(json.dumps(figures))
    (tmp_path / "fit.json").write_text('{"known": 0.8, "unknown": 0.3}')
    parts = "\n".join(f"<!-- {name} -->\nstale\n<!-- /{name} -->" for name in MARKS)
    (tmp_path / "CARD.md").write_text(f"# Card\n{parts}\nend\n")
    return tmp_path


def test_measured_parts_come_from_the_figures_and_the_rest_stays(folder: Path) -> None:
    card = filled(folder)
    assert "stale" not in card
    assert card.startswith("# Card\n")
    assert card.endswith("\nend\n")
    assert "| 40 | 5.1% | 75.0% | 12 ms | CER ≤ 5 % |" in card
    assert "| ring back | 7 | 1 |" in card
    assert "3 calls, CER 8.0%, 2 channels with a loop in their text, 1 loops cut" in card
    assert "3993 characters, 83.5% with the syllable" in card
    assert "0.091 by the decoder alone, 0.073 weighed" in card
    assert f"below {0.3 + THRESHOLD * (0.8 - 0.3):.3f} words decide nothing" in card
    assert "| known: clean | 8 | -0.20 | 0.80 | 0.90 | 0.60 / 0.70 / 0.80 | 50% |" in card


def test_filling_twice_changes_nothing(folder: Path) -> None:
    card = filled(folder)
    (folder / "CARD.md").write_text(card)
    assert filled(folder) == card


def test_a_card_without_a_mark_is_refused(folder: Path) -> None:
    (folder / "CARD.md").write_text("# Card\n")
    with pytest.raises(ValueError, match="heard once, not 0 times"):
        filled(folder)
