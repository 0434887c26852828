"""What is known of a recording's sound, without the samples: small enough to keep with the transcript, so
that signal rules can be judged again without the audio file."""

from __future__ import annotations

from enum import StrEnum

from autoqa.types.base import Frozen


class AudioInfo(Frozen):
    """Facts of the file. ``channels`` is the true count of the container; ``duration`` in seconds."""

    file: str
    sha256: str
    duration: float
    channels: int
    sample_rate: int
    codec: str | None = None
    problems: tuple[str, ...] = ()


class Span(Frozen):
    """A stretch of time in seconds."""

    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


class SoundKind(StrEnum):
    """Sounds that are not speech of the two parties but must be told apart from silence and from speech."""

    RINGBACK = "ringback"
    HOLD_MUSIC = "hold_music"
    TONE = "tone"


class SoundEvent(Span):
    kind: SoundKind
    channel: int
    confidence: float


class ChannelFacts(Frozen):
    """One channel.

    Attributes:
        speech: speech spans without padding, gaps of 0.2 s and more kept (for silences and response times).
        asr_spans: speech spans padded for recognition.
        speech_level: median level of speech frames, dBFS (0 = full scale sine), None without speech.
        noise_level: level of non-speech frames, dBFS, None when there are none.
        clipped: share of samples at full scale, 0 to 1.
        dead: the channel holds no signal at all.
        levels: level of each second, dBFS, rounded to 0.1; -120 means digital silence.
    """

    index: int
    speech: tuple[Span, ...]
    asr_spans: tuple[Span, ...]
    speech_level: float | None
    noise_level: float | None
    clipped: float
    dead: bool
    levels: tuple[float, ...] = ()


class CallAudio(Frozen):
    """All that the stages after ``audio`` may know of the sound."""

    info: AudioInfo
    channels: tuple[ChannelFacts, ...]
    events: tuple[SoundEvent, ...] = ()
    fake_stereo: bool = False
    truncated: bool = False
