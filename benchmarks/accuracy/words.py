"""Words: character error rate, and how far the times are off."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from autoqa.types import Dialogue, Role, Transcript

_ROLES = (Role.AGENT, Role.CUSTOMER)
Timed = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Words:
    """`edits` over `characters`; `time_errors`: seconds between true and heard onset of each character that
    was heard right, positive when heard late."""

    edits: int
    characters: int
    time_errors: tuple[float, ...]

    @property
    def cer(self) -> float:
        return self.edits / max(self.characters, 1)


def words_of(truth: Transcript, dialogue: Dialogue, *, by_channel: bool) -> Words:
    """Each channel against its party's words; on one channel everything in the order of time."""
    edits = characters = 0
    errors: list[float] = []
    for channel in (0, 1) if by_channel else (None,):
        said, heard = _said(truth, channel), _heard(dialogue, channel)
        first, second = "".join(c for c, _ in said), "".join(c for c, _ in heard)
        edits += Levenshtein.distance(first, second)
        characters += len(first)
        for block in Levenshtein.opcodes(first, second):
            if block.tag == "equal":
                pairs = zip(
                    said[block.src_start : block.src_end],
                    heard[block.dest_start : block.dest_end],
                    strict=True,
                )
                errors += [late - true for (_, true), (_, late) in pairs]
    return Words(edits, characters, tuple(errors))


def _said(truth: Transcript, channel: int | None) -> Timed:
    words = [
        (word.start, word.text)
        for segment in truth.segments
        if channel is None or segment.channel == channel
        for word in segment.words
    ]
    return [(text, start) for start, text in sorted(words)]


def _heard(dialogue: Dialogue, channel: int | None) -> Timed:
    characters: list[tuple[float, str]] = []
    for turn in dialogue.turns:
        if channel is None or turn.channel == channel:
            for word in turn.words:
                step = (word.end - word.start) / max(len(word.text), 1)
                characters += [(word.start + i * step, c) for i, c in enumerate(word.text)]
    return [(text, start) for start, text in sorted(characters, key=lambda item: item[0])]
