"""From a file as a recorder left it to samples, with PyAV and nothing else installed.

Recordings come from strangers and decoders are large C libraries, so the program runs this in a child process
(:mod:`autoqa.audio.guarded`).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from autoqa.audio.container import Layout, inspect
from autoqa.audio.packets import Decoded, read_packets, refuse_crowd
from autoqa.audio.timeline import Sink
from autoqa.errors import AudioError
from autoqa.types import AudioInfo, Frozen

MAX_SECONDS = 6 * 3600.0
MAX_BYTES = 1_000_000_000
"""Six hours of two channels at 8 kHz and 16 bits have 691 MB; the decoder could not map a larger file."""

# Formats that hold sound. Playlists, concatenation scripts and the like are left out on purpose: they would
# make the decoder open other files on the word of a recording.
_FORMATS = (
    "wav,w64,aiff,au,caf,voc,mp3,aac,mov,mp4,m4a,3gp,ogg,asf,asf_o,xwma,flac,g722,g726,g726le,g723_1,g729,"
    "gsm,amr,amrnb,amrwb,ac3,matroska,webm,avi,mpegts,mpeg,flv,ape,wv,sln"
)
# Titles that are no UTF-8 are no reason to refuse a call. PyAV 19 always reads them so.
_LENIENT: dict[str, Any] = {} if int(av.__version__.split(".")[0]) >= 19 else {"metadata_errors": "ignore"}
_EXPORT = "Export it anew from the recorder, e.g. as 8 kHz A-law or PCM WAV"


class Facts(Frozen):
    """What is known of a decoded file: `sample_rate` in Hz of the samples (`info` has the recorder's own);
    `truncated`: it ends before what its header promises."""

    info: AudioInfo
    sample_rate: int
    truncated: bool


def decode(path: Path, sink: Sink, max_seconds: float = MAX_SECONDS) -> Facts:
    """Decode a recording of one or two channels; `sink` is given the interleaved 16-bit samples.

    Damaged packets become silence of their own duration, so nothing after them moves; `info.problems` tells
    how many. A file that ends early is read as far as it goes. Raises AudioError when there is nothing to
    judge: no such file, no sound in it, more than two channels, longer than `max_seconds`.
    """
    _check_file(path)
    try:
        sha256 = _sha256(path)
        layout = inspect(path)
        if layout.index_missing:
            raise AudioError(
                path, "is cut off before its index (MP4 'moov'), nothing in it can be found", _EXPORT
            )
        with _opened(path, layout) as container:
            stream = _sound_stream(path, container)
            codec = stream.codec_context.name
            promised = _promised_seconds(container, layout)
            tracks = len(container.streams.audio)
            decoded = read_packets(str(path), container, stream, sink, max_seconds, layout.lost_frames)
    except FFmpegError as error:
        raise AudioError(path, f"holds no sound that can be decoded ({error.strerror})", _EXPORT) from error
    except ValueError as error:
        raise AudioError(path, f"holds no sound that can be decoded ({error})", _EXPORT) from error
    except OSError as error:
        raise AudioError(
            path, f"cannot be read ({error.strerror or error})", "Check its permissions"
        ) from error
    if decoded is None or not decoded.frames:
        raise AudioError(path, "holds no sound: 0 seconds could be decoded", _EXPORT)
    duration = decoded.frames / decoded.rate
    cut = layout.cut or (decoded.ended_damaged and not layout.mp3) or _differs(promised - duration, promised)
    info = AudioInfo(
        file=path.name,
        sha256=sha256,
        duration=round(duration, 3),
        channels=decoded.channels,
        sample_rate=decoded.native_rate,
        codec=codec,
        problems=tuple(_problems(decoded, layout, promised, tracks, cut)),
    )
    return Facts(info=info, sample_rate=decoded.rate, truncated=cut)


class _Bytes(io.BytesIO):
    """Answers an impossible seek as a file does, with an error code: a raised exception would be printed."""

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        try:
            return super().seek(offset, whence)
        except ValueError:
            return -1


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise AudioError(path, "is a folder, not a recording", "Name the files in it")
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise AudioError(path, "does not exist", "Check the name") from error
    except OSError as error:
        raise AudioError(path, f"cannot be read ({error.strerror})", "Check its permissions") from error
    if not path.is_file():
        raise AudioError(path, "is no regular file", "Copy the recording to a file first")
    if size > MAX_BYTES:
        raise AudioError(path, f"is larger than {MAX_BYTES // 1_000_000} MB", _EXPORT)
    if not size:
        raise AudioError(path, "is empty (0 bytes)", _EXPORT)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path, layout: Layout) -> Iterator[InputContainer]:
    # An absolute name cannot be taken for an address.
    source = str(path.absolute()) if layout.mended is None else _Bytes(layout.mended)
    options = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}
    with av.open(source, "r", options=options, **_LENIENT) as container:
        yield container


def _sound_stream(path: Path, container: InputContainer) -> AudioStream:
    if not container.streams.audio:
        raise AudioError(path, "holds no sound, only pictures or data", _EXPORT)
    stream = container.streams.audio[0]
    if not stream.codec_context:
        raise AudioError(path, "holds sound in a coding that is not known", _EXPORT)
    refuse_crowd(str(path), stream.codec_context.channels)
    return stream


def _promised_seconds(container: InputContainer, layout: Layout) -> float:
    """Length by the header; 0 when it has none, or when the demuxer guessed it from bit rate and file
    size."""
    if container.duration is None or not layout.length_known:
        return 0.0
    return container.duration / av.time_base


def _differs(seconds: float, promised: float) -> bool:
    """More than encoders' priming and padding explain."""
    return promised > 0 and seconds > max(0.5, 0.02 * promised)


def _problems(decoded: Decoded, layout: Layout, promised: float, tracks: int, cut: bool) -> Iterator[str]:
    duration = decoded.frames / decoded.rate
    if decoded.damages or layout.mended is not None:
        yield f"damaged_sound: {decoded.damages} damaged places, {decoded.filled_s:.2f} s replaced by silence"
    if decoded.clock_jumps:
        yield f"clock_jump: the time stamps leap {decoded.clock_jumps} times; the sound was laid end to end"
    if cut:
        whole = f" of {promised:.2f} s" if promised > duration else ""
        yield f"truncated: the file ends early, after {duration:.2f} s{whole}"
    elif _differs(abs(promised - duration), promised):
        yield f"duration_mismatch: the header says {promised:.2f} s, {duration:.2f} s were decoded"
    if tracks > 1:
        yield f"extra_tracks: the file has {tracks} sound tracks, only the first was read"
