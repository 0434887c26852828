"""Hiding personal numbers of a call: in its text and in its sound."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from autoqa.text.personal import mask, personal_spans_across
from autoqa.text.turntext import TurnText
from autoqa.types import Role, Segment, Span, Turn

_MARGIN = 0.15
"""Seconds bleeped around a number: word times of recognisers are that exact."""


def masked_texts(segments: Sequence[Segment]) -> list[str]:
    """The text of each segment with personal numbers hidden."""
    return [mask(segment.text, spans) for segment, spans in zip(segments, _spans(segments), strict=True)]


def personal_sounds(segments: Sequence[Segment]) -> list[Span]:
    """Where personal numbers are said, in seconds, in order and without overlaps."""
    found = []
    for index, (segment, spans) in enumerate(zip(segments, _spans(segments), strict=True)):
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


def _spans(segments: Sequence[Segment]) -> list[list[tuple[int, int]]]:
    """Personal numbers of each segment, those read in groups over several turns of one speaker included."""
    spans: list[list[tuple[int, int]]] = [[] for _ in segments]
    by_role = sorted(range(len(segments)), key=lambda index: (str(segments[index].role), index))
    for _, group in groupby(by_role, key=lambda index: str(segments[index].role)):
        indices = list(group)
        found = personal_spans_across([segments[index].text for index in indices])
        for index, one in zip(indices, found, strict=True):
            spans[index] = one
    return spans
