from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.recipe.text.exclude import allowed, forbidden, normalised
from models.recipe.text.fillings import SLOTS
from models.recipe.text.grammar import Grammar, fill, is_held_out, sections
from models.recipe.text.numbers import cardinal, digits
from models.recipe.text.sentences import Sentences, vocabulary_characters


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (15, "十五"),
        (205, "二百零五"),
        (1010, "一千零一十"),
        (20300, "二万零三百"),
    ],
)
def test_numbers_are_spelled_as_spoken(number: int, spoken: str) -> None:
    assert cardinal(number) == spoken


def test_digit_strings_keep_to_one_word_for_one() -> None:
    rng = np.random.default_rng(0)
    strings = [digits(rng, 8) for _ in range(200)]
    assert all(len(s) == 8 for s in strings)
    assert not any("一" in s and "幺" in s for s in strings)


def test_templates_are_filled_completely() -> None:
    rng = np.random.default_rng(1)
    assert fill("[甲|甲]{short}", rng)[0] == "甲"
    for held_out in (False, True):
        grammar = Grammar(held_out=held_out)
        for _ in range(500):
            assert not set("[]{}|=#") & set(grammar.utterance(rng))


def test_every_slot_of_every_template_exists() -> None:
    templates = [t for held_out in (False, True) for s in sections(held_out) for t in s.templates]
    used = {name.split("}")[0] for t in templates for name in t.split("{")[1:]}
    assert used <= set(SLOTS)
    assert len(templates) > 800


def test_held_out_templates_stay_out_of_training() -> None:
    training = {t for s in sections(False) if not s.name.startswith("replies") for t in s.templates}
    held = {t for s in sections(True) for t in s.templates}
    assert held
    assert not held & training
    assert not any(is_held_out(t) for t in training)
    assert 0.04 < len(held) / (len(held) + len(training)) < 0.12


def test_sample_and_test_sentences_are_excluded(tmp_path: Path) -> None:
    script = tmp_path / "samples" / "scripts" / "one.yaml"
    script.parent.mkdir(parents=True)
    script.write_text("turns:\n  - agent: 您好，这里是蓝天宽带客服\n  - customer: 好的\n", "utf-8")
    banned = forbidden(tmp_path)
    assert not allowed("您好这里是蓝天宽带客服", banned)
    assert not allowed("打扰了，这里是蓝天宽带客服", banned)
    assert allowed("好的", banned)
    assert normalised("好的，5g。") == "好的5G"


def test_training_sentences_avoid_the_projects_own_sentences() -> None:
    banned = forbidden()
    sentences, rng = Sentences(), np.random.default_rng(3)
    assert all(allowed(sentences.draw(rng)[1], banned) for _ in range(300))


def test_vocabulary_covers_the_grammar() -> None:
    known = set(vocabulary_characters())
    assert 2400 <= len(known) <= 2900
    rng = np.random.default_rng(5)
    grammar = Grammar()
    for _ in range(500):
        assert set(grammar.utterance(rng)) - {"，"} <= known
