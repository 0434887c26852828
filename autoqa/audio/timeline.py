"""Where decoded sound lies in time: samples are laid end to end, and lost time is filled with silence."""

from __future__ import annotations

from collections.abc import Callable

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

Sink = Callable[[bytes, int], object]
"""Takes interleaved 16-bit samples as they come, in order, and how many channels they have."""

# A step in time stamps between two good frames that is taken for lost sound (dropped pages of an Ogg file),
# and not for the millisecond rounding of some containers.
_LOST_S = 0.03
# After a damaged packet the time stamps are trusted more closely.
_LOST_AFTER_DAMAGE_S = 0.005
# A larger step is a clock that was set anew, not lost sound: no recorder loses that much and goes on.
_MAX_LOST_S = 600.0
# Samples are handed on in pieces of this many bytes. The last second stays, since what the resampler gives
# too much is cut off again.
_PIECE = 1 << 20
_KEPT_S = 1.0


class Timeline:
    """Lays frames end to end as interleaved 16-bit samples at `rate` Hz and hands them on to a sink.

    Attributes:
        handed_on: samples of each channel that the sink has been given; all of them after `finish`.
        damages: places where sound was lost and is now silence.
        filled_s: seconds of that silence.
        clock_jumps: steps in the time stamps too large to be lost sound; they are passed over.
        ended_damaged: nothing good came after the last damaged packet.
    """

    def __init__(self, rate: int, channels: int, sink: Sink, lead_s: float = 0.0) -> None:
        """`lead_s`: seconds before the first frame that hold nothing by design (a decoder's priming)."""
        self.rate = rate
        self.channels = channels
        self.damages = 0
        self.filled_s = 0.0
        self.clock_jumps = 0
        self.ended_damaged = False
        self.handed_on = 0
        self._sink = sink
        self._samples = bytearray()  # not handed on yet
        self._seconds = lead_s
        self._offset: float | None = None  # time stamp minus place, as of the last good frame
        self._early_loss_s = 0.0
        self._resampler: AudioResampler | None = None
        self._shape: tuple[str, str, int] | None = None

    @property
    def seconds(self) -> float:
        """Length of what was given so far, the part still inside the resampler included."""
        return self._seconds

    def damage(self, seconds: float, stamped: float) -> None:
        """A packet worth `seconds` could not be decoded; the time stamps after it count it as `stamped`
        seconds."""
        self.ended_damaged = True
        if self._offset is None:
            self._early_loss_s += seconds
        else:
            self._offset -= seconds - stamped

    def append(self, frame: AudioFrame) -> None:
        """Lay `frame` where its time stamp says, with silence for what is missing before it."""
        stamp = frame.time
        if self._offset is None:
            self._fill(self._early_loss_s)
        elif stamp is not None:
            lost = stamp - self._offset - self._seconds
            if lost > _MAX_LOST_S:
                self.clock_jumps += 1
            elif lost > (_LOST_AFTER_DAMAGE_S if self.ended_damaged else _LOST_S):
                self._fill(lost)
        self.ended_damaged = False
        length = frame.samples / frame.sample_rate
        self._push(frame)
        if stamp is not None:
            self._offset = stamp + length - self._seconds
        elif self._offset is None:
            self._offset = 0.0

    def finish(self) -> None:
        """Hand on what is left."""
        self._drain()
        self._hand_on(len(self._samples))

    def _push(self, frame: AudioFrame) -> None:
        # Frames of a damaged file can change shape midway; each shape needs a resampler of its own.
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if shape != self._shape or self._resampler is None:
            self._drain()
            layout = "mono" if self.channels == 1 else "stereo"
            # The frame's own layout where it fits: naming another one would mix the two parties.
            layout = frame.layout.name if frame.layout.nb_channels == self.channels else layout
            self._resampler = av.AudioResampler(format="s16", layout=layout, rate=self.rate)
            self._shape = shape
        self._seconds += frame.samples / frame.sample_rate
        frame.pts = None
        self._take(self._resampler.resample(frame))

    def _fill(self, seconds: float) -> None:
        if seconds <= 0:
            return
        self._drain()
        self.damages += 1
        self.filled_s += seconds
        self._seconds += seconds
        self._fit()

    def _drain(self) -> None:
        """Take what the resampler still holds, so that the samples end where the given time ends."""
        if self._resampler is not None:
            self._take(self._resampler.resample(None))
            self._resampler = None
        self._fit()

    def _take(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            # Planes are padded to an alignment; making an array of each frame would cost more than decoding.
            self._samples += memoryview(frame.planes[0])[: frame.samples * self._width]

            if len(self._samples) > _PIECE:
                self._hand_on(len(self._samples) - round(_KEPT_S * self.rate) * self._width)

    def _fit(self) -> None:
        size = max(0, round(self._seconds * self.rate) - self.handed_on) * self._width
        del self._samples[size:]
        while size - len(self._samples) > _PIECE:
            self._samples += bytes(_PIECE // self._width * self._width)
            self._hand_on(len(self._samples))
        self._samples += bytes(size - len(self._samples))

    @property
    def _width(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * 2

    def _hand_on(self, size: int) -> None:
        if size > 0:
            self._sink(bytes(memoryview(self._samples)[:size]), self.channels)
            del self._samples[:size]
            self.handed_on += size // self._width
