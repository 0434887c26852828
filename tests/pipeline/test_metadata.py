from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.errors import MetadataError
from autoqa.pipeline.metadata import read_manifest, read_sidecar, sidecar_of
from autoqa.types import Direction, Outcome


def test_sidecar_lies_beside_the_recording() -> None:
    assert sidecar_of(Path("in/call.1.wav")) == Path("in/call.1.meta.json")


def test_sidecar_is_read_with_fields_of_the_centre_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.meta.json"
    path.write_text(
        '\ufeff{"agent_id": 10086, "outcome": "sold", "skill_group": "外呼一组"}', encoding="utf-8"
    )
    call = read_sidecar(path)
    assert call.agent_id == "10086"
    assert call.outcome is Outcome.SOLD
    assert call.model_extra == {"skill_group": "外呼一组"}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("{", "not valid JSON"),
        ("[1]", "JSON object"),
        ('{"outcome": "maybe"}', "outcome = 'maybe'"),
        ('{"started_at": "yesterday"}', "started_at"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_bad_sidecar_names_file_and_cause(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "a.meta.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MetadataError) as caught:
        read_sidecar(path)
    assert str(path) in str(caught.value)
    assert cause in str(caught.value)


def test_manifest_finds_calls_by_base_name(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(
        "\ufefffile,agent_id,direction,outcome\nnight/a.wav,0012,outbound,\nb.mp3,7,inbound,refused\n",
        encoding="utf-8",
    )
    calls = read_manifest(path)
    assert calls["a.wav"].agent_id == "0012"
    assert calls["a.wav"].outcome is None
    assert calls["b.mp3"].direction is Direction.INBOUND


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name,agent_id\na,1\n", "no column named file"),
        ("file,outcome\na.wav,lost\n", "calls.csv:2"),
        ("file\na.wav\nx/a.wav\n", "second time"),
        ("file,agent_id\n,1\n", "empty file cell"),
        ("", "no column named file"),
    ],
)
def test_bad_manifest_names_line_and_cause(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MetadataError, match=cause):
        read_manifest(path)


def test_manifest_of_another_encoding_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes("file,agent_name\na.wav,李红\n".encode("gb18030"))
    with pytest.raises(MetadataError, match="CSV UTF-8"):
        read_manifest(path)
