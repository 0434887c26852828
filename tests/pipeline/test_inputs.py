from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.config import Settings
from autoqa.errors import MetadataError, UsageError
from autoqa.pipeline import CallSource, Workshop
from autoqa.pipeline.inputs import MetadataBook, find_calls, source_of


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name in ("b.wav", "a.MP3", "c.json", "a.meta.json", "b.scorecard.json", "notes.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


def test_folder_gives_recordings_and_transcripts_only(inbox: Path) -> None:
    assert [path.name for path in find_calls([inbox])] == ["a.MP3", "b.wav", "c.json"]


def test_a_named_file_is_taken_whatever_its_ending(inbox: Path) -> None:
    assert find_calls([inbox / "notes.txt"]) == [inbox / "notes.txt"]


def test_missing_path_and_empty_folder_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        find_calls([tmp_path / "gone.wav"])
    with pytest.raises(UsageError, match="no recording"):
        find_calls([tmp_path])


def test_sidecar_is_found_and_manifest_wins(inbox: Path) -> None:
    (inbox / "a.meta.json").write_text('{"agent_id": "1"}', encoding="utf-8")
    manifest = inbox / "m.csv"
    manifest.write_text("file,agent_id\na.MP3,2\n", encoding="utf-8")
    recording = inbox / "a.MP3"
    beside = source_of(recording, MetadataBook(None, 1), None)
    listed = source_of(recording, MetadataBook(manifest, 2), None)
    assert beside.call is not None
    assert beside.call.agent_id == "1"
    assert listed.call is not None
    assert listed.call.agent_id == "2"
    assert source_of(inbox / "b.wav", MetadataBook(None, 1), None).call is None


def test_one_metadata_file_cannot_describe_several_calls(inbox: Path) -> None:
    with pytest.raises(UsageError, match="manifest"):
        MetadataBook(inbox / "a.meta.json", 2)


def test_bad_sidecar_is_an_error_of_that_call(inbox: Path) -> None:
    (inbox / "b.meta.json").write_text("[]", encoding="utf-8")
    with pytest.raises(MetadataError, match=r"b\.meta\.json"):
        source_of(inbox / "b.wav", MetadataBook(None, 1), None)


def test_transcript_for_a_transcript_is_refused(inbox: Path) -> None:
    with pytest.raises(UsageError, match="--transcript"):
        source_of(inbox / "c.json", MetadataBook(None, 1), inbox / "d.json")


def test_a_campaign_whose_name_no_file_can_have_has_no_file(tmp_path: Path) -> None:
    call = tmp_path / "call.json"
    call.write_text('{"call": {"campaign": "' + "好" * 5000 + '"}, "segments": []}', "utf-8")
    card = Workshop(Settings()).score(CallSource(call)).scorecard
    assert card.call.campaign
