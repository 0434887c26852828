"""What is found, what is left, and what names and manifests say."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from autoqa.batch.inbox import Found, Wanted, find
from autoqa.batch.names import NamePattern
from autoqa.batch.settle import YOUNG_S, still_written
from autoqa.batch.summary import Summary
from autoqa.config import Settings
from autoqa.errors import AutoqaError, MetadataError, UsageError
from autoqa.store import Store
from autoqa.store.tables import CallRow
from tests.batch.calls import inbox, short_call

Batch = Callable[..., tuple[Summary, Store]]


def _names(*inbox: Path | str, **settings: object) -> list[str]:
    found = find([str(place) for place in inbox], Wanted(Settings(**settings)), {})  # type: ignore[arg-type]
    return [item.name for item in found if isinstance(item, Found)]


def test_folders_are_searched_through_in_a_steady_order(tmp_path: Path) -> None:
    for name in ("b.wav", "a.MP3", "a.meta.json", "x/y/c.ogg", "x/notes.txt", ".hidden/d.wav", ".e.wav"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "f.wav.part").write_bytes(b"x")
    (tmp_path / "g.scorecard.json").write_bytes(b"x")
    (tmp_path / "h.json").write_bytes(b"x")
    assert _names(tmp_path) == ["a.MP3", "b.wav", "h.json", "c.ogg"]
    assert _names(tmp_path, include="*.wav,*.ogg") == ["b.wav", "c.ogg"]
    assert _names(tmp_path, exclude="*/x/*, *.json") == ["a.MP3", "b.wav"]
    assert _names(tmp_path / "b.wav", tmp_path / "x") == ["b.wav", "c.ogg"]


def test_a_name_says_who_and_when() -> None:
    pattern = NamePattern("{started_at}_{agent_id}_{customer}.wav")
    call = pattern.read("20261120093000_10086_王先生.mp3")
    assert call.started_at == datetime(2026, 11, 20, 9, 30)
    assert call.agent_id == "10086"
    assert call.model_extra == {"customer": "王先生"}
    assert pattern.read("voicemail.wav").model_dump(exclude_none=True) == {}
    assert NamePattern("*-*-{agent_id}").read("x-y-7.wav").agent_id == "7"
    dashed = NamePattern("{started_at}@{agent_id}.wav").read("20261120-0930@7.wav")
    assert dashed.started_at == datetime(2026, 11, 20, 9, 30)
    seconds = NamePattern("{started_at}_{agent_id}.wav").read("1795138200_7.wav")
    assert seconds.started_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    iso = NamePattern("{id}_{started_at}.wav").read("c1_2026-11-20T09:30:00+08:00.wav")
    assert iso.started_at is not None
    assert iso.started_at.utcoffset() is not None


@pytest.mark.parametrize("pattern", ["calls.wav", "{agent_id}_{agent_id}.wav"])
def test_a_pattern_that_says_nothing_or_twice_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match="file_pattern"):
        NamePattern(pattern)


@pytest.mark.parametrize("time", ["99999999", "123", "2026-13-40T09:30:00"])
def test_a_name_with_an_impossible_time_is_told(time: str) -> None:
    with pytest.raises(MetadataError, match="started_at"):
        NamePattern("{started_at}_{agent_id}").read(f"{time}_7.wav")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_manifest_names_recordings_and_tells_of_their_calls(
    batch: Batch, tmp_path: Path, kind: str
) -> None:
    folder = inbox(tmp_path / "in", 2)
    manifest = tmp_path / f"calls.{kind}"
    if kind == "csv":
        head = "file,id,agent_id,started_at\n"
        rows = "in/call-0000.wav,c-9,7,2026-11-20T09:30:00+08:00\nin/gone.wav,c-8,7,\n"
        manifest.write_text(head + rows, "utf-8-sig")
    else:
        lines = [
            {
                "file": "in/call-0000.wav",
                "id": "c-9",
                "agent_id": 7,
                "started_at": "2026-11-20T09:30:00+08:00",
            },
            {"file": "in/gone.wav"},
        ]
        manifest.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (folder / "call-0000.meta.json").write_text('{"agent_id": "8", "outcome": "sold"}')
    summary, store = batch(manifest, file_pattern="{team}-{region}.wav")
    assert (summary.seen, summary.done, summary.failed) == (1, 1, 1)
    with store.read() as session:
        call = session.scalars(sa.select(CallRow)).one()
    assert (call.call_id, call.agent_id, call.outcome, call.team) == ("c-9", "7", "sold", "call")
    assert call.started_at is not None
    assert call.started_at.hour == 1


def test_rows_that_cannot_be_used_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    inbox(tmp_path, 1)
    manifest = tmp_path / "calls.jsonl"
    manifest.write_text('{"file": "call-0000.wav"}\nnot json\n[1]\n{"outcome": "sold"}\n\n', "utf-8")
    found = list(find([str(manifest)], Wanted(Settings()), {}))
    assert [type(item) for item in found] == [Found, MetadataError, MetadataError, MetadataError]
    places = [item.subject.rpartition(":")[2] for item in found if isinstance(item, AutoqaError)]
    assert places == ["2", "3", "4"]


def test_a_manifest_without_a_file_column_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "calls.csv"
    manifest.write_text("name,agent_id\nx,1\n")
    with pytest.raises(UsageError, match="file"):
        list(find([str(manifest)], Wanted(Settings()), {}))


@pytest.fixture
def no_sigio() -> Iterator[None]:
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGIO, before)


def _found(path: Path) -> Found:
    (item,) = find([str(path)], Wanted(Settings()), {})
    assert isinstance(item, Found)
    return item


def test_a_file_that_is_open_for_writing_is_left(tmp_path: Path, no_sigio: None) -> None:
    path = short_call(tmp_path / "call.wav", 1)
    with path.open("ab"):
        assert still_written(_found(path), time.monotonic())
    assert not still_written(_found(path), time.monotonic() - 5)
    with path.open("ab"):
        os.utime(path, (time.time() - YOUNG_S - 1,) * 2)
        assert not still_written(_found(path), time.monotonic())


def test_a_file_that_grows_between_two_looks_is_left(tmp_path: Path) -> None:
    path = short_call(tmp_path / "call.wav", 1)
    item = _found(path)
    with path.open("ab") as file:
        file.write(b"more")
    assert still_written(item, time.monotonic() - 5)


def test_a_recording_in_progress_is_taken_by_the_next_run(batch: Batch, tmp_path: Path) -> None:
    folder = inbox(tmp_path / "in", 1)
    path = short_call(folder / "live.wav", 9)
    stop = threading.Event()

    def record() -> None:
        while not stop.wait(0.05):
            with path.open("ab") as file:
                file.write(bytes(800))

    recorder = threading.Thread(target=record)
    recorder.start()
    try:
        first, _ = batch(folder)
    finally:
        stop.set()
        recorder.join()
    assert (first.seen, first.done, first.growing, first.failed) == (1, 1, 1, 0)
    second, _ = batch(folder)
    assert (second.seen, second.new, second.done, second.growing) == (2, 1, 1, 0)
