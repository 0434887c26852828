from __future__ import annotations

import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from autoqa.asr import download as module
from autoqa.asr.download import BrokenTransferError, download

from .hub_server import COMMIT, FakeHub, serving

WHOLE = bytes(range(256)) * 300


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.setattr(module, "_PAUSE_S", 0.0)
    with serving(FakeHub("a/b", {"model.bin": WHOLE})) as running:
        yield running


def _url(hub: FakeHub, name: str = "model.bin") -> str:
    return f"{hub.endpoint}/a/b/resolve/{COMMIT}/{name}"


def test_progress_is_told_from_what_is_there(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "model.bin.part").write_bytes(WHOLE[:1000])
    told: list[tuple[int, int]] = []
    download(_url(hub), tmp_path / "model.bin", lambda *args: told.append(args))
    assert (tmp_path / "model.bin").read_bytes() == WHOLE
    assert hub.ranges == [("model.bin", "bytes=1000-")]
    assert told[0][0] > 1000
    assert told[-1] == (len(WHOLE), len(WHOLE))


def test_complete_partial_file_is_taken_as_it_is(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "model.bin.part").write_bytes(WHOLE)
    download(_url(hub), tmp_path / "model.bin")
    assert (tmp_path / "model.bin").read_bytes() == WHOLE


def test_partial_file_of_something_larger_is_begun_anew(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / "model.bin.part").write_bytes(b"x" * (len(WHOLE) + 5))
    download(_url(hub), tmp_path / "model.bin")
    assert (tmp_path / "model.bin").read_bytes() == WHOLE


def test_server_without_ranges_is_read_from_the_start(hub: FakeHub, tmp_path: Path) -> None:
    hub.whole_only = True
    (tmp_path / "model.bin.part").write_bytes(b"y" * 1000)
    download(_url(hub), tmp_path / "model.bin")
    assert (tmp_path / "model.bin").read_bytes() == WHOLE


def test_line_that_keeps_breaking_leaves_what_came(hub: FakeHub, tmp_path: Path) -> None:
    hub.cut_after = 5000
    with pytest.raises(urllib.error.HTTPError):
        download(_url(hub), tmp_path / "model.bin")
    assert not (tmp_path / "model.bin").exists()
    assert (tmp_path / "model.bin.part").read_bytes() == WHOLE[:5000]


def test_no_server_at_all_is_told_after_some_attempts(tmp_path: Path) -> None:
    with serving(FakeHub("a/b", {})) as gone:
        url = _url(gone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PAUSE_S", 0.0)
        with pytest.raises(BrokenTransferError, match=f"broke off {module.ATTEMPTS} times"):
            download(url, tmp_path / "model.bin")


def test_refusal_is_not_tried_again(hub: FakeHub, tmp_path: Path) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        download(_url(hub, "other.bin"), tmp_path / "other.bin")
