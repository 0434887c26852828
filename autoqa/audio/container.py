"""What the bytes of a recording say about it before any decoder looks: promised length, broken pages."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

# Lengths of a WAV header that a recorder wrote when it started and never came back to: unknown, not wrong.
_OPEN_LENGTHS = frozenset((0, 0x7FFFFFFF, 0xFFFFFFFF))
_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_HEAD = 1 << 16
_OGG_HEADER = 27
# A file with more broken places is no damaged recording but a hostile one: looking further would only take
# time.
_MOST_BREAKS = 10_000
# Where an MP3 file says how long it is, within the first frame, which follows the tags.
_MP3_LENGTH_MARKS = (b"Xing", b"Info", b"VBRI")
_MP3_HEAD = 1 << 18


@dataclass(frozen=True, slots=True)
class Layout:
    """What a look at the bytes showed.

    Attributes:
        cut: the file ends inside something whose length was promised.
        index_missing: an MP4 file without its index, which recorders write last: nothing in it can be found.
        length_known: the header holds a length that can be relied on.
        mp3: an MP3 stream of its own (not inside another container).
        mended: the file without its broken pages or frames, where the demuxer alone would lose its way or
            its clock; None when nothing was broken.
        lost_frames: (number, frames) for `mended`: so many frames are missing before packet `number` (from
            0).
    """

    cut: bool = False
    index_missing: bool = False
    length_known: bool = True
    mp3: bool = False
    mended: bytes | None = None
    lost_frames: tuple[tuple[int, int], ...] = ()


def inspect(path: Path) -> Layout:
    """Look at a recording's bytes. Raises OSError when it cannot be read."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE":
            return Layout(cut=_wav_is_cut(data))
        if data[:4] == b"OggS":
            return _ogg_layout(data)
        if data[:16] == _ASF_HEADER:
            return Layout(cut=_asf_is_cut(data))
        if data[4:8] == b"ftyp":
            return Layout(index_missing=not _mp4_has_index(data))
        if data[:3] == b"ID3" or (data[0] == 0xFF and data[1:2] >= b"\xe2" and data[1] & 6):
            return Layout(mp3=True, length_known=any(mark in data[:_MP3_HEAD] for mark in _MP3_LENGTH_MARKS))
        if _adts_frame_end(data, 0) is not None:
            return _adts_layout(data)
        return Layout(length_known=data[:5] != b"#!AMR")


def _wav_is_cut(data: mmap.mmap) -> bool:
    at = 12
    while at + 8 <= len(data):
        name, length = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        at += 8
        if name == b"data":
            return length not in _OPEN_LENGTHS and at + length > len(data)
        at += length + (length & 1)
    return True


def _asf_is_cut(data: mmap.mmap) -> bool:
    """Windows Media: whether the file properties (ASF specification, 3.2) name a larger file."""
    at = data.find(_ASF_PROPERTIES, 0, _ASF_HEAD)
    if at < 0 or at + 92 > len(data):
        return False
    (size,) = struct.unpack("<Q", data[at + 40 : at + 48])
    broadcast = data[at + 88] & 1  # then the size is not valid
    return not broadcast and size > len(data)


def _mp4_has_index(data: mmap.mmap) -> bool:
    """Walk the boxes of the file (ISO/IEC 14496-12, 4.2) for the movie box."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"moov":
            return True
        if size == 1 and at + 16 <= len(data):
            size = struct.unpack(">Q", data[at + 8 : at + 16])[0]
        if size < 8:
            return False
        at += size
    return False


def _ogg_layout(data: mmap.mmap) -> Layout:
    """Walk the chain of pages (RFC 3533, section 6: each page names its own length, the next begins right
    after it).

    A page whose header is damaged makes the demuxer read over good pages or stop for good, so it is cut out.
    """
    pages: list[tuple[int, int]] = []
    at, broken = 0, 0
    while at < len(data) and broken < _MOST_BREAKS:
        end = _ogg_page_end(data, at)
        if end is not None and (end == len(data) or data[end : end + 4] == b"OggS"):
            pages.append((at, end))
            at = end
            continue
        following = data.find(b"OggS", at + 4)
        if following < 0:
            return Layout(cut=True, mended=_joined(data, pages) if broken else None)
        broken += 1
        at = following
    return Layout(mended=_joined(data, pages) if broken else None)


def _ogg_page_end(data: mmap.mmap, at: int) -> int | None:
    """Offset after the page that starts at `at`; None when it does not fit into the file."""
    segments = data[at + _OGG_HEADER - 1 : at + _OGG_HEADER]
    if not segments:
        return None
    table = data[at + _OGG_HEADER : at + _OGG_HEADER + segments[0]]
    end = at + _OGG_HEADER + segments[0] + sum(table)
    return end if len(table) == segments[0] and end <= len(data) else None


def _adts_layout(data: mmap.mmap) -> Layout:
    """Walk the chain of AAC frames (ISO/IEC 14496-3, 1.A.2: a 13-bit length in each header).

    The demuxer skips over broken stretches without counting their time, so they are counted here, by their
    bytes.
    """
    frames: list[tuple[int, int]] = []
    lost: list[tuple[int, int]] = []
    at = 0
    while at < len(data) and len(lost) < _MOST_BREAKS:
        end = _adts_frame_end(data, at)
        if end is not None and (end == len(data) or _adts_frame_end(data, end) is not None):
            frames.append((at, end))
            at = end
            continue
        following = _next_adts_frame(data, at + 1)
        if following is None:
            break
        mean = max(1.0, frames[-1][1] / len(frames)) if frames else following - at
        lost.append((len(frames), max(1, round((following - at) / mean))))
        at = following
    cut = at < len(data)
    return Layout(
        cut=cut, length_known=False, mended=_joined(data, frames) if lost else None, lost_frames=tuple(lost)
    )


def _adts_frame_end(data: mmap.mmap, at: int) -> int | None:
    header = data[at : at + 7]
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0:
        return None
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return at + length if length > 7 and at + length <= len(data) else None


def _next_adts_frame(data: mmap.mmap, at: int) -> int | None:
    """Start of the next frame that is followed by another one or ends the file."""
    while (at := data.find(b"\xff", at)) >= 0:
        end = _adts_frame_end(data, at)
        if end is not None and (end == len(data) or _adts_frame_end(data, end) is not None):
            return at
        at += 1
    return None


def _joined(data: mmap.mmap, pages: list[tuple[int, int]]) -> bytes:
    return b"".join(data[start:end] for start, end in pages)
