"""Transcripts of another recogniser, by the contract ``autoqa.transcript/1``.

Strict on what verdicts rest on (times, texts, roles), lenient on what they do not: unknown keys are
ignored. Text is left as it is; traditional characters are folded at matching.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from autoqa import strict_json
from autoqa.errors import TranscriptError
from autoqa.types import Asr, Dropped, Transcript, Word

FORMAT = "autoqa.transcript/1"

MAX_BYTES = 64_000_000
"""A transcript of a whole working day with word times stays below this."""

MAX_SEGMENTS = 200_000

_DAY_S = 86_400.0
_BEYOND_S = 1.0  # recognisers round the end of the last word up to their frame or window
_OUTSIDE_S = 0.5  # many recognisers time words and segments by different means
_HINT = {
    "role": "Use agent, customer or other, or leave it out",
    "confidence": "Give a share between 0 and 1, or leave it out",
    "outcome": "Use sold, refused or callback, or leave it out",
    "direction": "Use outbound or inbound, or leave it out",
}


def load_transcript(path: Path) -> Transcript:
    """Read, check and sort by time.

    Raises:
        TranscriptError: naming the file, the segment (counted from 0, as in JSON), the cause and the mend.
    """
    data = _read(path)
    _check(path, data)
    try:
        transcript = Transcript.model_validate(_known(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"]).lstrip(
            "."
        )
        field = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "")
        _refuse(
            path, f"{place} = {_short(first['input'])}: {first['msg']}", _HINT.get(field, f"Correct {place}")
        )
    segments = tuple(
        segment.model_copy(
            update={"words": tuple(sorted(segment.words, key=lambda word: (word.start, word.end)))}
        )
        for segment in sorted(transcript.segments, key=lambda segment: (segment.start, segment.end))
    )
    return transcript.model_copy(update={"segments": segments})


def _refuse(path: Path, cause: str, mend: str) -> NoReturn:
    raise TranscriptError(path, cause, mend)


def _read(path: Path) -> dict[str, Any]:
    """The JSON object in the file."""
    try:
        if path.stat().st_size > MAX_BYTES:
            _refuse(path, f"is larger than {MAX_BYTES // 1_000_000} MB", "Give one transcript a call")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        _refuse(path, f"cannot be read ({error.strerror})", "Check the path and its rights")
    except UnicodeDecodeError:
        _refuse(path, "is not UTF-8 text", "Save it as UTF-8")
    try:
        data = strict_json.loads(text)
    except ValueError as error:
        _refuse(path, f"is not valid JSON ({error})", "Correct it at that place")
    if not isinstance(data, dict):
        _refuse(path, f"holds a JSON {type(data).__name__}, not an object", f"Write it as {FORMAT}")
    return data


def _check(path: Path, data: Mapping[str, Any]) -> None:
    """What pydantic cannot say well: times against each other."""
    if data.get("format", FORMAT) != FORMAT:
        _refuse(path, f"has the format tag {_short(data['format'])}", f"Give a file of format {FORMAT}")
    segments = data.get("segments")
    if not isinstance(segments, list):
        _refuse(path, "has no list of segments", 'Add "segments": [{"start": …, "end": …, "text": …}]')
    if len(segments) > MAX_SEGMENTS:
        _refuse(path, f"has {len(segments)} segments", "Give one transcript a call")
    duration = data.get("duration")
    if (answered_at := data.get("answered_at")) is not None:
        _time(path, "", "answered_at", answered_at)
    limit = _time(path, "", "duration", duration) + _BEYOND_S if duration is not None else None
    for index, segment in enumerate(segments):
        place = f"segments[{index}]"
        if not isinstance(segment, dict):
            _refuse(path, f"{place} is not an object", "Write start, end and text for each segment")
        start, end = _span(path, place, segment)
        if limit is not None and end > limit:
            cause = f"{place} ends at {end:g} s, after the duration {duration:g} s"
            _refuse(path, cause, "Correct one of the two")
        _check_words(path, place, segment, (start, end))


def _check_words(path: Path, place: str, segment: Mapping[str, Any], bounds: tuple[float, float]) -> None:
    words = segment.get("words") or ()
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, dict) for word in words):
        _refuse(path, f"{place}.words is not a list of objects", "Correct it or leave it out")
    for number, word in enumerate(words):
        first, last = _span(path, f"{place}.words[{number}]", word)
        if first < bounds[0] - _OUTSIDE_S or last > bounds[1] + _OUTSIDE_S:
            where = f"({first:g}–{last:g} s) lies outside its segment ({bounds[0]:g}–{bounds[1]:g} s)"
            mend = "Count word times from the start of the recording"
            _refuse(path, f"{place}.words[{number}] {where}", mend)


def _span(path: Path, place: str, item: Mapping[str, Any]) -> tuple[float, float]:
    """Start and end of a segment or word, checked together with its text."""
    start, end = (_time(path, place, key, item.get(key)) for key in ("start", "end"))
    if end < start:
        _refuse(path, f"{place} ends ({end:g} s) before it starts ({start:g} s)", "Correct its times")
    if not isinstance(item.get("text"), str):
        cause = "has no text" if item.get("text") is None else f"text is {_short(item['text'])}"
        _refuse(path, f"{place} {cause}", "Give its text as a string (an empty one for silence)")
    return start, end


def _time(path: Path, place: str, key: str, value: object) -> float:
    name = f"{place}.{key}".lstrip(".")
    if value is None:
        _refuse(path, f"{name} is missing", "Give it in seconds from the start of the recording")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        _refuse(path, f"{name} = {_short(value)} is not a number", "Give it in seconds, without quotes")
    if value < 0:
        _refuse(path, f"{name} = {value:g} is negative", "Give it in seconds from the start of the recording")
    if value > _DAY_S:
        _refuse(
            path,
            f"{name} = {value:g} s is more than a day",
            "Give seconds, not milliseconds or a time of day",
        )
    return float(value)


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    """The object without keys that strict types inside it would refuse."""
    asr = data.get("asr")
    dropped = data.get("dropped") or ()
    return {
        **data,
        "asr": _only(asr, Asr) if isinstance(asr, dict) else asr,
        "dropped": [_only(item, Dropped) if isinstance(item, dict) else item for item in dropped]
        if isinstance(dropped, list)
        else dropped,
        "segments": list(_known_words(data["segments"])),
    }


def _known_words(segments: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for segment in segments:
        yield {**segment, "words": [_only(word, Word) for word in segment.get("words") or ()]}


def _only(item: Mapping[str, Any], model: type[Asr] | type[Dropped] | type[Word]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key in model.model_fields}


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
