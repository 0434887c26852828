"""How sure a word is: decoder and frame head weighed."""

from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.second_ear import FrameSigns
from autoqa.asr.whisper_decode import _reweighed
from autoqa.asr.word_chances import WordScale, read_word_scale
from autoqa.asr.words import Piece
from autoqa.errors import ModelError
from autoqa.resources import embedded_model_dir

SCALE = WordScale(decoder=0.6, initial=0.3, final=0.3, bias=0.0)


def test_a_homophone_in_doubt_whose_sound_was_heard_is_surer_than_the_decoder() -> None:
    assert SCALE.chance(0.5, 0.98, 0.98) > 0.8


def test_what_the_decoder_writes_with_confidence_and_nobody_heard_is_in_doubt() -> None:
    assert SCALE.chance(0.95, 0.02, 0.05) < 0.5


@pytest.mark.parametrize("raised", [0, 1, 2])
def test_each_figure_counts(raised: int) -> None:
    figures = [0.5, 0.5, 0.5]
    figures[raised] = 0.9
    assert SCALE.chance(*figures) > SCALE.chance(0.5, 0.5, 0.5) == 0.5


def test_certainties_stay_finite() -> None:
    assert 0.0 < SCALE.chance(0.0, 0.0, 0.0) < 0.001
    assert 0.999 < SCALE.chance(1.0, 1.0, 1.0) < 1.0


def test_the_scale_lies_beside_the_model(tmp_path: Path) -> None:
    assert read_word_scale(tmp_path) is None
    (tmp_path / "words.json").write_text(SCALE.model_dump_json(), "utf-8")
    assert read_word_scale(tmp_path) == SCALE
    (tmp_path / "words.json").write_text('{"decoder": "much"}', "utf-8")
    with pytest.raises(ModelError, match=r"words.json: is damaged"):
        read_word_scale(tmp_path)


def test_the_embedded_model_has_one() -> None:
    scale = read_word_scale(embedded_model_dir())
    assert scale is not None
    assert min(scale.decoder, scale.initial, scale.final) > 0


def test_pieces_are_reweighed_and_letters_are_left() -> None:
    pieces = (Piece("好", 0.0, 0.2, 0.5), Piece("AB", 0.2, 0.4, 0.7), Piece("的", 0.4, 0.6, 0.95))
    signs = FrameSigns(1.0, 1.0, 1.0, (), ((0.98, 0.98), None, None, (0.02, 0.05)))
    good, letters, doubtful = _reweighed(pieces, signs, SCALE)
    assert good.probability > 0.8
    assert letters == pieces[1]
    assert doubtful.probability < 0.5


def test_without_a_scale_or_sounds_the_decoder_stands() -> None:
    pieces = (Piece("好", 0.0, 0.2, 0.5),)
    assert _reweighed(pieces, FrameSigns(1.0, 1.0, 1.0, (), ((0.9, 0.9),)), None) == pieces
    assert _reweighed(pieces, FrameSigns(1.0, 1.0, 1.0), SCALE) == pieces
