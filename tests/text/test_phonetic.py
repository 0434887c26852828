from __future__ import annotations

import pytest

from autoqa.text.phonetic import cost, sound_class, syllables


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("bao3", "bao3", 0.0),
        ("zi1", "zi4", 0.15),
        ("ni3", "ni2", 0.08),
        ("ma1", "ma5", 0.08),
        ("zhong1", "zong1", 0.10),
        ("nan2", "lan2", 0.15),
        ("hua1", "fa1", 0.20),
        ("hui4", "fei4", 0.20),
        ("ren2", "len2", 0.25),
        ("yin2", "ying2", 0.10),
        ("shen1", "sheng1", 0.10),
        ("guan1", "guang1", 0.10),
        ("zhen1", "zeng4", 0.35),
        ("ni3", "nin2", 0.18),
        ("bao3", "dao3", 1.0),
        ("dong1", "don1", 1.0),
        ("a", "a1", 1.0),
    ],
)
def test_costs_add_up(one: str, other: str, expected: float) -> None:
    assert cost(one, other) == pytest.approx(expected)
    assert cost(other, one) == pytest.approx(expected)


def test_confusable_syllables_share_a_class_and_others_do_not() -> None:
    assert sound_class("zhong1") == sound_class("zong4")
    assert sound_class("hua1") == sound_class("fa2")
    assert sound_class("yin2") == sound_class("ying4")
    assert sound_class("bao3") != sound_class("dao3")
    assert sound_class("g") == "g"


def test_characters_without_pinyin_stand_for_themselves() -> None:
    assert syllables("vip会员") == ("v", "i", "p", "hui4", "yuan2")
    assert syllables("éα会") == ("é", "α", "hui4")


def test_a_homophone_costs_less_than_a_wrong_tone_and_that_less_than_a_wrong_sound() -> None:
    assert cost("gong1", "gong1") < cost("gong1", "gong4") < cost("gong1", "zong4")
