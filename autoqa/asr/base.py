"""What a recogniser is: sound in, words with times out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from autoqa.types import Asr, CallAudio, Dropped, Segment

if TYPE_CHECKING:
    from autoqa.audio import Recording

SAMPLE_RATE = 16_000
"""Rate in Hz at which every recogniser hears."""

Progress = Callable[[float], None]
"""Told the share of the work that is done, 0 to 1."""


@dataclass(frozen=True)
class Recognised:
    """Segments in time order (both channels mixed), what was thrown away and why, and which model it was.

    ``"".join(word.text for word in segment.words) == segment.text`` for every segment with words.
    """

    segments: tuple[Segment, ...]
    dropped: tuple[Dropped, ...]
    asr: Asr


class Recognizer(Protocol):
    """Anything that turns a recording into words."""

    def recognise(
        self, recording: Recording, audio: CallAudio, progress: Progress | None = None
    ) -> Recognised:
        """Recognise the speech spans of all channels.

        Raises:
            RecognitionError: the model failed on this recording.
            AudioError: the recording cannot be read.
        """
        ...
