"""Throws away what nobody said: text on silence and on tones, loops, subtitle credits. Nothing vanishes
silently: every cut is kept as :class:`~autoqa.types.Dropped` with its reason, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autoqa.asr.words import spoken
from autoqa.types import CallAudio, Dropped, Segment, SoundKind, Span

FASTEST_CHARS_PER_SECOND = 12
"""No one speaks more: fast Mandarin in calls is 5 to 6 characters a second, the fastest auctioneers reach
9."""

_NEAR_S = 0.3  # alignment and speech detection differ by up to this much
_SHORT_REPLY = 3  # characters: a reply this short may be too quiet for the speech detector
_SURE = 0.6
_TONE_SHARE = 0.6
_LOOP_LENGTH = 16  # characters: 好的好的好的好的 and 对对对对对对 are said by people, longer runs are not
_LOOP_TIMES = 4
_LOOP = re.compile(rf"(.{{1,12}}?)\1{{{_LOOP_TIMES - 1},}}")
_SAME, _DOUBTED = 4, 0.5
"""Times one character is written alone, and the confidence under which that is what noise sounds like
(七七七七七 on hiss); 好好好好 that is heard well is said."""
_RATE_SPARE = 4  # characters that rounding of short spans may add

# What Whisper learnt from subtitle files and says on silence; spaces and marks between the characters are
# ignored.
_CREDITS = re.compile(
    r"请?不吝点[赞贊].*|(?:中文)?字幕(?:由|by|志愿者|制作|製作|组|君|提供).*|.{0,12}(?:提供字幕|字幕社区)|"
    r"(?:谢谢|感谢)(?:大家|您|你|你们)?的?(?:观看|收看)|(?:欢迎|记得|请|别忘了)点赞.*|"
    r"点赞(?:订阅|转发|打赏|关注|分享|收藏|支持)+.*|订阅(?:点赞|转发|打赏)+.*|"
    r"(?:欢迎|记得|请|别忘了)?订阅(?:我|我们|本)的?频道|明镜与点点栏目|优优独播剧场.*|"
    r"我们下(?:期|个视频|次视频|集)再见|下期视频再见|amaraorg.*|yoyotelevision.*",
    re.IGNORECASE,
)
_NOT_SPEECH = {
    SoundKind.RINGBACK: "回铃音上识别出的文字",
    SoundKind.HOLD_MUSIC: "等待音乐上识别出的文字",
    SoundKind.TONE: "提示音上识别出的文字",
}


@dataclass(frozen=True)
class _Cut:
    """Characters ``first`` to ``last`` (end excluded) of the text without marks, and why they go."""

    first: int
    last: int
    reason: str


def clean(
    segments: Iterable[Segment], audio: CallAudio, refused: Iterable[Dropped] = ()
) -> tuple[tuple[Segment, ...], tuple[Dropped, ...]]:
    """Split ``segments`` into what was said and what was not, both in time order. ``refused`` is what the
    recogniser itself has thrown away."""
    kept: list[Segment] = []
    dropped: list[Dropped] = [*refused]
    for segment in segments:
        reason = _not_speech(segment, audio) or _of_noise(segment)
        if reason:
            dropped.append(dropped_for(segment, reason))
            continue
        for part, why in _without_inventions(segment, _speech_seconds(segment, audio)):
            if why is None:
                kept.append(part)
            else:
                dropped.append(dropped_for(part, why))
    return tuple(sorted(kept, key=_order)), tuple(sorted(dropped, key=_order))


def _order(item: Segment | Dropped) -> tuple[float, float, int]:
    return item.start, item.end, item.channel or 0


def dropped_for(segment: Segment, reason: str) -> Dropped:
    """``segment`` as something thrown away."""
    return Dropped(
        start=segment.start, end=segment.end, channel=segment.channel, text=segment.text, reason=reason
    )


def _not_speech(segment: Segment, audio: CallAudio) -> str | None:
    """Why the sound under the words cannot have been speech, or None."""
    facts = audio.channels[segment.channel or 0]
    length = max(segment.end - segment.start, 1e-3)
    for event in audio.events:
        if event.channel == facts.index and _overlap(segment, event) > _TONE_SHARE * length:
            return _NOT_SPEECH[event.kind]
    near = Span(start=segment.start - _NEAR_S, end=segment.end + _NEAR_S)
    if not any(span.start < near.end and span.end > near.start for span in facts.speech):
        letters = len(spoken(segment.text))
        if letters > _SHORT_REPLY or (segment.confidence or 0.0) < _SURE:
            return "这些文字下面没有话音"
    return None


def _of_noise(segment: Segment) -> str | None:
    """Why the words are those of noise, or None."""
    letters = spoken(segment.text)
    alone = len(letters) >= _SAME and len(set(letters)) == 1
    doubted = segment.confidence is not None and segment.confidence < _DOUBTED
    return f"只有“{letters[0]}”反复出现，又没有把握，多半是杂音" if alone and doubted else None


def _overlap(segment: Segment, span: Span) -> float:
    return min(segment.end, span.end) - max(segment.start, span.start)


def _speech_seconds(segment: Segment, audio: CallAudio) -> float:
    """Seconds of the speech spans that ``segment`` touches: alignment of wrong text may crowd it into a
    corner of them."""
    spans = [span for span in audio.channels[segment.channel or 0].speech if _overlap(segment, span) > 0]
    return max(segment.end - segment.start, sum(span.length for span in spans))


def _without_inventions(segment: Segment, seconds: float) -> Iterator[tuple[Segment, str | None]]:
    """The parts of ``segment`` in order, each with the reason why it goes (None: it stays)."""
    letters = spoken(segment.text)
    limit = FASTEST_CHARS_PER_SECOND * seconds + _RATE_SPARE
    cut = _credit(letters) or _loop(letters)
    if cut is None and len(letters) > limit:
        cut = _Cut(0, len(letters), "字数超过这段时间能说出的字数")
    if cut is None or not segment.words:
        yield segment, cut.reason if cut else None
        return
    first, last = _word_at(segment, cut.first), _word_at(segment, cut.last - 1) + 1
    for low, high, reason in ((0, first, None), (first, last, cut.reason), (last, len(segment.words), None)):
        if low < high:
            part = _part(segment, low, high)
            if reason is None and part.text:
                yield from _without_inventions(part, seconds)
            else:
                yield part, reason


def _credit(letters: str) -> _Cut | None:
    match = _CREDITS.search(letters)
    return _Cut(*match.span(), "字幕套话，不是通话内容") if match else None


def _loop(letters: str) -> _Cut | None:
    """A run of one phrase said over and over; its first two rounds may be real and stay."""
    for match in _LOOP.finditer(letters):
        if match.end() - match.start() >= _LOOP_LENGTH:
            return _Cut(match.start() + 2 * len(match[1]), match.end(), f"循环重复：{match[1]}")
    return None


def _word_at(segment: Segment, letter: int) -> int:
    """Index of the word that holds the ``letter``-th character that is not a mark."""
    seen = 0
    for index, word in enumerate(segment.words):
        seen += len(spoken(word.text))
        if letter < seen:
            return index
    return len(segment.words) - 1


def _part(segment: Segment, first: int, last: int) -> Segment:
    words = segment.words[first:last]
    return segment.model_copy(
        update={
            "start": words[0].start,
            "end": max(words[-1].end, words[0].start),
            "text": "".join(word.text for word in words),
            "words": words,
        }
    )
