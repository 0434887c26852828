from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autoqa.asr.imported import load_transcript
from autoqa.errors import TranscriptError
from autoqa.types import Outcome, Role, Transcript


def _segment(**changes: Any) -> dict[str, Any]:
    return {"start": 1.0, "end": 2.0, "text": "您好", **changes}


def _load(folder: Path, data: object) -> Transcript:
    path = folder / "call.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return load_transcript(path)


def test_full_contract_is_read(tmp_path: Path) -> None:
    transcript = _load(
        tmp_path,
        {
            "format": "autoqa.transcript/1",
            "call": {"id": "c-0001", "agent_id": 10086, "outcome": "sold", "shelf": "A3"},
            "duration": 95.2,
            "answered_at": 0.0,
            "segments": [
                _segment(
                    role="agent",
                    channel=0,
                    confidence=0.93,
                    words=[{"start": 1.0, "end": 1.4, "text": "您好", "confidence": 0.98}],
                )
            ],
        },
    )
    assert transcript.call.agent_id == "10086"
    assert transcript.call.outcome is Outcome.SOLD
    assert transcript.segments[0].role is Role.AGENT
    assert transcript.segments[0].words[0].confidence == 0.98


def test_only_times_and_text_are_required_and_unknown_keys_are_ignored(tmp_path: Path) -> None:
    words = [{"start": 1.0, "end": 1.5, "text": "您好", "pos": "I"}]
    transcript = _load(
        tmp_path,
        {
            "vendor": {"x": [1]},
            "asr": {"engine": "e", "model": "m", "build": 3},
            "segments": [_segment(words=words, id=7)],
        },
    )
    assert transcript.segments[0].words[0].text == "您好"
    assert transcript.asr is not None
    assert transcript.asr.engine == "e"


def test_segments_and_words_are_sorted_by_time(tmp_path: Path) -> None:
    words = [{"start": 1.5, "end": 1.9, "text": "好"}, {"start": 1.0, "end": 1.4, "text": "您"}]
    transcript = _load(tmp_path, {"segments": [_segment(start=5, end=6), _segment(words=words)]})
    assert [segment.start for segment in transcript.segments] == [1.0, 5.0]
    assert [word.text for word in transcript.segments[0].words] == ["您", "好"]


def test_traditional_text_is_left_as_it_is(tmp_path: Path) -> None:
    assert _load(tmp_path, {"segments": [_segment(text="聯繫")]}).segments[0].text == "聯繫"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        ("{", "not valid JSON"),
        ('{"segments": [{"start": NaN, "end": 1, "text": "好"}]}', "NaN"),
        ('{"segments": [{"start": 0, "end": Infinity, "text": "好"}]}', "Infinity"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "a JSON list"),
        ({"format": "autoqa.scorecard/1", "segments": []}, "format tag 'autoqa.scorecard/1'"),
        ({}, "no list of segments"),
        ({"segments": {}}, "no list of segments"),
        ({"segments": ["您好"]}, r"segments\[0\] is not an object"),
        ({"segments": [_segment(), _segment(end=0.5)]}, r"segments\[1\] ends \(0.5 s\) before it starts"),
        ({"segments": [_segment(start=None)]}, r"segments\[0\].start is missing"),
        ({"segments": [_segment(start="1.0")]}, r"segments\[0\].start = '1.0' is not a number"),
        ({"segments": [_segment(start=True)]}, "not a number"),
        ({"segments": [_segment(start=-1)]}, "negative"),
        ({"segments": [_segment(start=812_000, end=815_000)]}, "more than a day"),
        ({"segments": [{"start": 1, "end": 2}]}, r"segments\[0\] has no text"),
        ({"segments": [_segment(text=5)]}, "text is 5"),
        (
            {"duration": 30.0, "segments": [_segment(start=40, end=41)]},
            "ends at 41 s, after the duration 30 s",
        ),
        ({"duration": "long", "segments": []}, "duration = 'long' is not a number"),
        ({"segments": [_segment(words="您好")]}, r"words is not a list"),
        (
            {"segments": [_segment(words=[{"start": 9, "end": 9.2, "text": "好"}])]},
            r"segments\[0\].words\[0\] \(9–9.2 s\) lies outside its segment",
        ),
        ({"segments": [_segment(words=[{"start": 1, "end": 1.1}])]}, r"words\[0\] has no text"),
        ({"segments": [_segment(role="坐席")]}, r"segments\[0\].role = '坐席'"),
        ({"segments": [_segment(confidence=93)]}, r"segments\[0\].confidence = 93"),
        ({"call": {"outcome": "成交"}, "segments": []}, "call.outcome = '成交'"),
    ],
)
def test_what_verdicts_rest_on_is_checked(tmp_path: Path, data: object, cause: str) -> None:
    with pytest.raises(TranscriptError, match=cause) as caught:
        _load(tmp_path, data)
    assert caught.value.subject == str(tmp_path / "call.json")
    assert caught.value.mend


def test_milliseconds_are_guessed_from_their_size(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="not milliseconds"):
        _load(tmp_path, {"segments": [_segment(start=90_000, end=91_000)]})


def test_absurdly_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    with path.open("wb") as file:
        file.truncate(65_000_000)
    with pytest.raises(TranscriptError, match="larger than 64 MB"):
        load_transcript(path)


def test_other_encoding_and_missing_file(tmp_path: Path) -> None:
    (tmp_path / "gbk.json").write_bytes('{"segments": [], "x": "您好"}'.encode("gbk"))
    with pytest.raises(TranscriptError, match="not UTF-8"):
        load_transcript(tmp_path / "gbk.json")
    with pytest.raises(TranscriptError, match="cannot be read"):
        load_transcript(tmp_path / "none.json")


def test_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "call.json").write_bytes(b"\xef\xbb\xbf" + json.dumps({"segments": [_segment()]}).encode())
    assert load_transcript(tmp_path / "call.json").segments[0].text == "您好"


def test_what_was_written_reads_back_the_same(tmp_path: Path) -> None:
    first = _load(
        tmp_path, {"duration": 3.0, "segments": [_segment(words=[{"start": 1, "end": 2, "text": "您好"}])]}
    )
    assert _load(tmp_path, first.model_dump_json()) == first


@pytest.mark.parametrize("written", ["1e999", "-1e999", "NaN", "Infinity"])
def test_numbers_that_are_none_are_refused_wherever_they_stand(written: str, tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text(f'{{"call": {{"x": {written}}}, "segments": []}}', "utf-8")
    with pytest.raises(TranscriptError, match="is not a number in JSON"):
        load_transcript(path)


def test_a_time_of_answer_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text('{"answered_at": "' + "1" * 400 + '", "segments": []}', "utf-8")
    with pytest.raises(TranscriptError, match="answered_at"):
        load_transcript(path)


def test_dropped_that_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text('{"dropped": 1.5, "segments": []}', "utf-8")
    with pytest.raises(TranscriptError, match="dropped"):
        load_transcript(path)


def test_half_a_character_is_refused_and_a_whole_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text('{"call": {"x": "\\ud83d\\ude00"}, "segments": []}', "utf-8")
    load_transcript(path)
    path.write_text('{"call": {"x": "\\ud800"}, "segments": []}', "utf-8")
    with pytest.raises(TranscriptError, match="surrogate"):
        load_transcript(path)
