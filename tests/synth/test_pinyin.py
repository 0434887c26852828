from __future__ import annotations

import pytest

from synth.pinyin import clauses, to_pinyin


def test_tone_sandhi_is_spoken() -> None:
    assert to_pinyin("你好") == "ni2 hao3"
    assert to_pinyin("不用") == "bu2 yong4"


def test_one_keeps_its_tone_among_digits() -> None:
    assert to_pinyin("工号一零一") == "gong1 hao4 yi1 ling2 yi1"
    assert to_pinyin("幺八六") == "yao1 ba1 liu4"


def test_digits_and_letters_are_read_singly() -> None:
    assert to_pinyin("10086") == "yi1 ling2 ling2 ba1 liu4"
    assert to_pinyin("5G") == "wu3 ji4"


def test_fillers_have_their_phone_readings() -> None:
    assert to_pinyin("嗯，喂，啊") == "en4, wei2, a5"


def test_punctuation_parts_clauses() -> None:
    assert ["".join(r.char for r in clause) for clause in clauses("好的，谢谢。再见！")] == [
        "好的",
        "谢谢",
        "再见",
    ]


def test_unreadable_characters_are_refused() -> None:
    with pytest.raises(ValueError, match="no reading"):
        clauses("价格€")
