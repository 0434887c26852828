"""From the packets of a container to samples in true time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet

from autoqa.audio.timeline import Sink, Timeline
from autoqa.errors import AudioError

LOWEST_RATE, HIGHEST_RATE = 8000, 16000
# No recorder keeps less; such a header would turn a small file into hours.
_ABSURD_RATE = 4000
# In these formats the demuxer searches for frames and counts time by the frames it found, so bytes that it
# had to skip are missing from its time stamps. They come glued to the next packet.
_COUNTED_FORMATS = frozenset(("mp3",))
# Demuxing is taken up again after an error in the container, this many times.
_MAX_RESTARTS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """How the decoding went: `frames` samples of each of `channels` channels at `rate` Hz.

    `native_rate` is the recorder's rate in Hz, `ended_damaged` says that the last packets were no good.
    """

    frames: int
    channels: int
    rate: int
    native_rate: int
    damages: int
    filled_s: float
    clock_jumps: int
    ended_damaged: bool


class _PacketReader:
    """Decodes packet by packet and lays the frames into a `Timeline`."""

    def __init__(
        self,
        container: InputContainer,
        stream: AudioStream,
        sink: Sink,
        limit_s: float,
        lost_frames: tuple[tuple[int, int], ...],
    ) -> None:
        self._sink = sink
        self._container = container
        self._stream = stream
        self._limit_s = limit_s
        self._timeline: Timeline | None = None
        self._native_rate = 0
        self._early: list[float] = []
        self._counted = container.format.name in _COUNTED_FORMATS
        self._good_bytes = 0
        self._good_packets = 0
        self._cut_packet = False
        self._lost_frames = dict(lost_frames)
        # Windows Media decoders swallow two packets before the first samples come out, but only one of them
        # is priming: the samples belong to the second packet on.
        self._lead: list[float] = []
        self._swallows = stream.codec_context.name.startswith("wma")

    def read(self, subject: str) -> Decoded | None:
        for number, packet in enumerate(self._packets()):
            self._cut_packet = packet.is_corrupt
            if number in self._lost_frames:
                self._lose(self._lost_frames[number] * _seconds(packet), 0.0)
            try:
                frames = packet.decode()
            except FFmpegError:
                self._damage(packet)
                continue
            if packet.size:
                self._note_size(packet)
            if self._swallows and self._timeline is None and not frames:
                self._lead.append(_seconds(packet))
            for frame in frames:
                self._lay(subject, frame)
        if self._timeline is None:
            return None
        timeline = self._timeline
        timeline.finish()
        return Decoded(
            timeline.handed_on,
            timeline.channels,
            timeline.rate,
            self._native_rate,
            timeline.damages,
            timeline.filled_s,
            timeline.clock_jumps,
            self._cut_packet or timeline.ended_damaged,
        )

    def _packets(self) -> Iterator[Packet[AudioStream]]:
        for _ in range(_MAX_RESTARTS):
            try:
                yield from self._container.demux(self._stream)
                return
            except FFmpegError:
                continue

    def _lay(self, subject: str, frame: AudioFrame) -> None:
        if not frame.sample_rate or not frame.samples:
            return
        if self._timeline is None:
            channels = frame.layout.nb_channels
            refuse_crowd(subject, channels)
            if frame.sample_rate < _ABSURD_RATE:
                raise AudioError(
                    subject, f"claims a sample rate of {frame.sample_rate} Hz", "Repair its header"
                )
            self._native_rate = frame.sample_rate
            rate = min(max(frame.sample_rate, LOWEST_RATE), HIGHEST_RATE)
            self._timeline = Timeline(rate, channels, self._sink, sum(self._lead[1:]))
            for seconds in self._early:
                self._timeline.damage(seconds, seconds)
        if self._timeline.seconds + frame.samples / frame.sample_rate > self._limit_s:
            raise AudioError(
                subject,
                f"is longer than {self._limit_s / 3600:g} hours",
                "Split it into calls before scoring",
            )
        self._timeline.append(frame)

    def _damage(self, packet: Packet[AudioStream]) -> None:
        seconds = stamped = _seconds(packet)
        if self._counted and self._good_packets:
            seconds *= max(1, round(packet.size * self._good_packets / self._good_bytes))
        self._lose(seconds, stamped)

    def _note_size(self, packet: Packet[AudioStream]) -> None:
        """Zeroed blocks of an MP3 file are skipped without an error, glued to the packet that follows
        them."""
        if self._counted and self._good_packets and not memoryview(packet)[0]:
            mean = self._good_bytes / self._good_packets
            zeros = packet.size - len(bytes(packet).lstrip(b"\0"))
            frames = round(zeros / mean)
            if frames:
                self._lose(frames * _seconds(packet), 0.0)
            return
        self._good_bytes += packet.size
        self._good_packets += 1

    def _lose(self, seconds: float, stamped: float) -> None:
        if self._timeline is None:
            self._early.append(seconds)
        else:
            self._timeline.damage(seconds, stamped)


def read_packets(
    subject: str,
    container: InputContainer,
    stream: AudioStream,
    sink: Sink,
    limit_s: float,
    lost_frames: tuple[tuple[int, int], ...] = (),
) -> Decoded | None:
    """Decode a whole stream into `sink`; None when not one packet of it could be decoded.

    Packets that cannot be decoded become silence of their duration, and so do `lost_frames`: (number of the
    packet before which they are missing, how many). Raises AudioError (about `subject`) for more than two
    channels and for more than `limit_s` seconds.
    """
    return _PacketReader(container, stream, sink, limit_s, lost_frames).read(subject)


def _seconds(packet: Packet[AudioStream]) -> float:
    return float((packet.duration or 0) * (packet.time_base or 0))


def refuse_crowd(subject: str, channels: int) -> None:
    """Raise AudioError for more than two channels: which of them are the two parties cannot be known."""
    if channels > 2:
        raise AudioError(
            subject,
            f"has {channels} channels; a call has one (mixed) or two (agent and customer)",
            "Export the agent's and the customer's channel as a stereo file",
        )
