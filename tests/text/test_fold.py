from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.fold import fold


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("ＶＩＰ１００８６，您好！", "vip10086您好"),
        ("請問您後來還要嗎", "请问您后来还要吗"),
        ("妳聽著，這是著名的", "你听着这是著名的"),
        ("3.98元，0.65%", "3.98元0.65%"),
        ("10:30 到。5点", "10:30到5点"),
        ("好 的 …… “可以”", "好的可以"),
        ("", ""),
        ("，。", ""),
    ],
)
def test_width_case_script_and_marks_fold_away(source: str, plain: str) -> None:
    assert fold(source).text == plain


def test_the_quote_keeps_the_marks_inside_it() -> None:
    folded = fold("他说：「保本，保息」。")
    start = folded.text.index("保本")
    assert folded.quote(start, start + 4) == "保本，保息"
    assert folded.quote(0, 0) == ""


@given(st.text())
def test_every_folded_character_comes_from_its_source_character(source: str) -> None:
    folded = fold(source)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= offset < len(source) for offset in folded.offsets)


@given(st.text(alphabet="您好請問ＶvⅣ①3062，。 ℃"))
def test_folding_twice_changes_nothing(source: str) -> None:
    once = fold(source).text
    assert fold(once).text == once


@given(
    st.lists(st.sampled_from(["您好", "工号", "3062", "業務"]), min_size=1), st.sampled_from(["，", " ", "…"])
)
def test_marks_between_pieces_move_nothing(pieces: list[str], mark: str) -> None:
    apart = fold(mark.join(pieces))
    assert apart.text == fold("".join(pieces)).text
    for index, character in enumerate(apart.text):
        assert fold(apart.source[apart.offsets[index]]).text == character


def test_a_dictionary_that_changes_the_length_is_used_character_by_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Lengthening:
        def convert(self, text: str) -> str:
            return {"請問軟體": "请问软件包", "請": "请", "問": "问", "軟": "软", "體": "体态"}[text]

    monkeypatch.setattr("autoqa.text.fold._converter", Lengthening)
    folded = fold("請問軟體")
    assert folded.text == "请问软體"
    assert folded.offsets == (0, 1, 2, 3)
