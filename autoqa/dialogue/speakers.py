"""Who of two voices speaks when on a single channel: the value that telling them apart yields."""

from __future__ import annotations

from autoqa.types import Frozen, Span


class SpeakerSpan(Span):
    """Speech of one voice, seconds.

    Attributes:
        speaker: 0 or 1, numbered by first appearance.
        confidence: that ``speaker`` is right, 0.5 (a coin toss) to 1.
        overlapped: both voices seem to sound at once.
    """

    speaker: int
    confidence: float
    overlapped: bool = False


class SpeakerGuess(Frozen):
    """The speech of one channel, told apart by voice.

    Attributes:
        channel: the channel that was listened to.
        spans: by start time; spans of different speakers may overlap.
        voices: how many voices there are: 0 (no speech), 1 or 2.
        confidence: that the voices are told apart at all, 0 to 1; 1 for one voice is the confidence that it
            is one.
        method: ``voice`` (pitch and spectrum) or ``sherpa-onnx``.
        both_told: both voices are so well known that a second or more of both at once would be found.
    """

    channel: int
    spans: tuple[SpeakerSpan, ...]
    voices: int
    confidence: float
    method: str = "voice"
    both_told: bool = False

    def of(self, speaker: int) -> tuple[Span, ...]:
        """Speech spans of one speaker, touching ones joined."""
        joined: list[Span] = []
        for span in self.spans:
            if span.speaker != speaker:
                continue
            if joined and span.start <= joined[-1].end + 1e-6:
                joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
            else:
                joined.append(Span(start=span.start, end=span.end))
        return tuple(joined)
