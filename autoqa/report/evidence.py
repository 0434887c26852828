"""Examples of calls as they may leave the house: personal numbers and names are hidden in what is quoted and
bleeped in what is heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from autoqa.audio import Recording, bleeped, encode_mp3
from autoqa.errors import AutoqaError
from autoqa.report.sheets import CLIP_PAD, MAX_CLIP, clip_wav, in_base64
from autoqa.store import Store, current_scorecard
from autoqa.text.masking import Cover, personal_sounds
from autoqa.tune.stored import recording_of
from autoqa.types import Scorecard

KEPT_SOUNDS = 2
"""Decoded recordings kept: examples of one call stand together."""


@dataclass(frozen=True)
class Clip:
    """Seconds of a call that can be played. ``key`` is our number of the call."""

    key: int
    call_id: str
    start: float
    end: float


class Evidence:
    """Sound and addresses of the examples of a report.

    Args:
        review_url: where the review pages are reached; None leaves links to them out.
    """

    def __init__(self, store: Store, review_url: str | None = None) -> None:
        self._store = store
        self._base = (review_url or "").rstrip("/")
        self._sound = lru_cache(KEPT_SOUNDS)(self._load)

    def address(self, clip: Clip) -> str:
        """The call's page, at the second of the example; empty where the pages' address is not known."""
        return f"{self._base}/calls/{clip.key}?t={clip.start:.1f}" if self._base else ""

    def wav(self, clip: Clip) -> bytes | None:
        """The sound of the example, 16-bit WAV, some seconds around it included; None where there is none, or
        where nobody can say any more which of its seconds are personal."""
        recording = self._recording(clip)
        return clip_wav(recording, clip.start, clip.end) if recording is not None else None

    def data(self, clip: Clip) -> str:
        """The same sound as a ``data:`` address, MP3, as pages carry many; empty where there is none."""
        recording = self._recording(clip)
        if recording is None:
            return ""
        rate = recording.sample_rate
        first = max(0, round((clip.start - CLIP_PAD) * rate))
        last = round((min(clip.end, clip.start + MAX_CLIP) + CLIP_PAD) * rate)
        piece = replace(recording, pcm=recording.pcm[:, first:last])
        return f"data:audio/mpeg;base64,{in_base64(encode_mp3(piece))}"

    def _recording(self, clip: Clip) -> Recording | None:
        try:
            return self._sound(clip.key)
        except AutoqaError:
            return None

    def _load(self, key: int) -> Recording | None:
        recording = recording_of(self._store, key)
        with self._store.read() as session:
            row = current_scorecard(session, key)
        if recording is None or row is None or row.document is None:
            return None
        card = Scorecard.model_validate_json(row.document)
        segments = card.transcript.segments
        cover = Cover.of(card.call.customer_name, segments)
        return bleeped(recording, personal_sounds(cover, segments))
