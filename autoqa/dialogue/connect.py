"""When the called party answered."""

from __future__ import annotations

from collections.abc import Iterable

from autoqa.types import CallAudio, SoundKind, Span

_RING_CYCLE = 6.0
"""Seconds between bursts of one ringing: 4 s of silence in mainland China, and some slack."""

_RINGING_STARTS = 15.0
"""Seconds from the start of the recording within which ringing belongs to setting up the call, not to a
transfer."""

_SLACK = 0.2
"""Seconds by which speech must outlast the ringing to count as speech after it."""


def ringing_end(audio: CallAudio | None) -> float | None:
    """End of the ring-back that opens the recording, seconds; None when there is none."""
    bursts = sorted(
        (event.start, event.end)
        for event in (audio.events if audio else ())
        if event.kind is SoundKind.RINGBACK
    )
    end = None
    for start, stop in bursts:
        if start > (_RINGING_STARTS if end is None else end + _RING_CYCLE):
            break
        end = max(stop, end or 0.0)
    return end


def connect_time(
    answered_at: float | None, audio: CallAudio | None, announced: Iterable[Span], speech: Iterable[Span]
) -> float:
    """Seconds at which the call was answered.

    In this order: the answer time given with the transcript; the first speech of either party that ends
    after the opening ring-back and the announcements before it; the end of those where nobody speaks
    afterwards; 0.

    Args:
        announced: announcements of the lead-in.
        speech: of both parties, without announcements.
    """
    if answered_at is not None:
        return answered_at
    quiet = ringing_end(audio) or 0.0
    talk = min((max(span.start, quiet) for span in speech if span.end > quiet + _SLACK), default=None)
    return talk if talk is not None else max([quiet, *(span.end for span in announced)])
