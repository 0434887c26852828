"""Names and files that no recorder makes and some disk has: each is told, and the others go on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoqa.batch.inbox import Found, Wanted, find
from autoqa.cli.files import OutFolder
from autoqa.config import Settings
from autoqa.errors import AudioError, AutoqaError, MetadataError, UsageError
from autoqa.pipeline import MetadataBook, source_of
from autoqa.pipeline.metadata import read_manifest
from tests.batch.calls import short_call

GBK_NAME = os.fsdecode("录音.wav".encode("gbk"))


def _found(*places: Path, wanted: Wanted | None = None) -> tuple[list[str], list[AutoqaError]]:
    items = list(find([str(place) for place in places], wanted or Wanted(Settings()), {}))
    errors = [item for item in items if isinstance(item, AutoqaError)]
    return [item.name for item in items if isinstance(item, Found)], errors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    short_call(tmp_path / "good.wav", 1)
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_that_lead_nowhere_or_in_a_circle(folder: Path) -> None:
    (folder / "dangling.wav").symlink_to("gone.wav")
    (folder / "loop.wav").symlink_to("loop.wav")
    (folder / "self").symlink_to(".")
    names, (error,) = _found(folder)
    assert names == ["good.wav"]
    assert error.subject == str(folder / "loop.wav")
    assert "symbolic links" in error.cause


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes only there")
def test_a_name_that_is_no_text_is_told_and_how_to_mend_it(folder: Path) -> None:
    path = short_call(folder / GBK_NAME, 2)
    names, (error,) = _found(folder)
    assert names == ["good.wav"]
    assert "not UTF-8" in error.cause
    assert "convmv" in error.mend
    with pytest.raises(AudioError, match="not UTF-8"):
        source_of(path, MetadataBook(None, 1), None)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names there")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.wav")
    assert _found(folder) == (["good.wav"], [])
    _, (error,) = _found(folder / "pipe.wav")
    assert "no regular file" in error.cause
    manifest = folder / "calls.csv"
    manifest.write_text("file\npipe.wav\ngood.wav\n")
    names, (error,) = _found(manifest)
    assert names == ["good.wav"]
    assert "no regular file" in error.cause


def test_a_file_that_vanishes_while_the_folder_is_listed_is_passed_over(folder: Path) -> None:
    gone = short_call(folder / "gone.wav", 3)

    class Removing(Wanted):
        def __call__(self, path: str) -> bool:
            gone.unlink(missing_ok=True)
            return super().__call__(path)

    assert _found(folder, wanted=Removing(Settings())) == (["good.wav"], [])


def test_the_longest_name_has_no_sidecar_and_a_shorter_result(tmp_path: Path) -> None:
    path = short_call(tmp_path / ("录" * 83 + ".wav"), 4)  # 253 bytes of 255
    assert MetadataBook(None, 1).call_for(path) is None
    out = OutFolder(tmp_path / "out")
    first = out.write(path, ".scorecard.json", "{}")
    second = out.write(path.with_name("录" * 82 + "音.wav"), ".scorecard.json", "[]")
    assert (first.read_text(), second.read_text()) == ("{}", "[]")
    assert first.name.startswith("录" * 70)
    assert out.write(tmp_path / "call.wav", ".html", "").name == "call.html"


def _bad_rows() -> Iterator[tuple[str, str]]:
    yield '{"file":' + "[" * 200_000, "nested too deeply"
    yield '{"file": "good.wav", "x": NaN}', "NaN"
    yield '{"file": "good\\ud800.wav"}', "surrogate"
    yield '{"file": "good\\u0000.wav"}', "null"


@pytest.mark.parametrize(("line", "said"), list(_bad_rows()))
def test_a_row_that_breaks_readers_costs_itself_alone(folder: Path, line: str, said: str) -> None:
    manifest = folder / "calls.jsonl"
    manifest.write_text(f'{line}\n{{"file": "good.wav"}}\n')
    names, (error,) = _found(manifest)
    assert names == ["good.wav"]
    assert error.subject == f"{manifest}:1"
    assert said in error.cause


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("file,agent_name\ngood.wav,李红\n".encode("gbk"), "in Excel: CSV UTF-8"),
        ("file,agent_name\ngood.wav,李红\n".encode("utf-16"), "in Excel: CSV UTF-8"),
        ("file;agent_name\ngood.wav;李红\n".encode(), "no column named file"),
        (b'file,note\ngood.wav,"' + b"x" * 200_000 + b"\n", "quotation mark that is not closed"),
    ],
)
def test_a_manifest_as_spreadsheets_write_it_is_told_with_its_mend(
    folder: Path, content: bytes, said: str
) -> None:
    manifest = folder / "calls.csv"
    manifest.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        _found(manifest)
    with pytest.raises(MetadataError, match=said):
        read_manifest(manifest)


def test_a_mark_at_the_beginning_of_a_manifest_is_no_part_of_it(folder: Path) -> None:
    manifest = folder / "calls.csv"
    manifest.write_bytes("\ufefffile,agent_name\r\ngood.wav,李红\r\n".encode())
    assert _found(manifest) == (["good.wav"], [])
    assert read_manifest(manifest)["good.wav"].agent_name == "李红"
