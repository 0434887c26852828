"""Folding over all of Unicode: the offset map leads back, whatever a recogniser writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autoqa.text.fold import fold

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text(
    alphabet="您好請問ＶⅣ①㎡½ﬃ3062，。.:% ℃著着妳龢㍿\u0301İß", max_size=60
)


@given(ANY)
def test_folding_twice_changes_nothing(source: str) -> None:
    once = fold(source).text
    assert fold(once).text == once


@given(ANY, st.data())
def test_a_quote_folds_to_the_characters_it_was_asked_for(source: str, data: st.DataObject) -> None:
    """A source character may fold to several (㎡ → m2): the quote then holds all of it, never less."""
    folded = fold(source)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    quote = folded.quote(start, end)
    first, last = folded.offsets[start], folded.offsets[end - 1]
    assert source[first : last + 1] == quote
    left = folded.offsets.index(first)
    right = len(folded.offsets) - folded.offsets[::-1].index(last)
    assert left <= start < end <= right
    assert len([c for c in fold(quote).text if c.isalnum()]) == len(
        [c for c in folded.text[left:right] if c.isalnum()]
    )


@given(ANY, ANY)
def test_what_follows_moves_no_offset(one: str, other: str) -> None:
    """A line break keeps neighbours apart, so that each part folds as it does alone."""
    both, first, second = fold(f"{one}\n{other}"), fold(one), fold(other)
    assert len(both.text) == len(first.text) + len(second.text)
    assert both.offsets[: len(first.text)] == first.offsets
    assert both.offsets[len(first.text) :] == tuple(len(one) + 1 + offset for offset in second.offsets)
