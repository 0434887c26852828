"""Hiding personal numbers of a call and the name of its customer: in its text and in its sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from autoqa.text.names import Names, hide_names, name_spans, names_of
from autoqa.text.personal import mask, personal_spans_across
from autoqa.text.turntext import TurnText
from autoqa.types import Role, Segment, Span, Turn

_MARGIN = 0.15
"""Seconds bleeped around a number: word times of recognisers are that exact."""


@dataclass(frozen=True)
class Cover:
    """Hides what names a person in the texts of one call."""

    names: Names

    @classmethod
    def of(cls, named: str | None, segments: Sequence[Segment] = ()) -> Cover:
        """By the customer's name in the metadata and by what he said of himself."""
        return cls(names_of(named, (one.text for one in segments if one.role is Role.CUSTOMER)))

    def __call__(self, text: str) -> str:
        return hide_names(mask(text), self.names)

    def texts(self, segments: Sequence[Segment]) -> list[str]:
        """The text of each segment; numbers that are read in groups over several turns are seen whole."""
        found = zip(segments, _number_spans(segments), strict=True)
        return [hide_names(mask(segment.text, spans), self.names) for segment, spans in found]

    def spans(self, segments: Sequence[Segment]) -> list[list[tuple[int, int]]]:
        """Where personal numbers and names stand in each segment."""
        found = zip(segments, _number_spans(segments), strict=True)
        return [sorted([*spans, *name_spans(segment.text, self.names)]) for segment, spans in found]


def personal_sounds(cover: Cover, segments: Sequence[Segment]) -> list[Span]:
    """Where personal numbers and names are said, in seconds, in order and without overlaps."""
    found = []
    for index, (segment, spans) in enumerate(zip(segments, cover.spans(segments), strict=True)):
        if not spans:
            continue
        turn = Turn(
            index=index,
            start=segment.start,
            end=segment.end,
            role=segment.role or Role.OTHER,
            text=segment.text,
            words=segment.words,
        )
        text = TurnText.of(turn)
        for start, end in spans:
            inside = [
                place
                for place, offset in zip(text.places, text.folded.offsets, strict=True)
                if start <= offset < end
            ]
            if inside:
                found.append((max(0.0, inside[0].start - _MARGIN), inside[-1].end + _MARGIN))
    merged: list[tuple[float, float]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return [Span(start=first, end=last) for first, last in merged]


def _number_spans(segments: Sequence[Segment]) -> list[list[tuple[int, int]]]:
    """Personal numbers of each segment, those read in groups over several turns of one speaker included."""
    spans: list[list[tuple[int, int]]] = [[] for _ in segments]
    by_role = sorted(range(len(segments)), key=lambda index: (str(segments[index].role), index))
    for _, group in groupby(by_role, key=lambda index: str(segments[index].role)):
        indices = list(group)
        found = personal_spans_across([segments[index].text for index in indices])
        for index, one in zip(indices, found, strict=True):
            spans[index] = one
    return spans
