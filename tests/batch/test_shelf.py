"""Copies of objects between finding and decoding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest

from autoqa.batch.owner import Owner
from autoqa.batch.places import borrowed
from autoqa.batch.shelf import Shelf, new_shelf


@pytest.fixture
def objects() -> Iterator[dict[str, str]]:
    """URL → hash of three objects of 100 bytes."""
    system = fsspec.filesystem("memory")
    hashes = {}
    for number in range(3):
        content = bytes([number]) * 100
        system.pipe(f"/shelf/{number}.wav", content)
        hashes[f"memory://shelf/{number}.wav"] = hashlib.sha256(content).hexdigest()
    yield hashes
    system.rm("/shelf", recursive=True)


def _kept(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.folder.iterdir()} - {"owner"}


def test_as_many_are_kept_as_there_is_room_for(objects: dict[str, str], tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 200)
    assert {url: shelf.sha256_of(url, 100) for url in objects} == objects
    first, second, third = objects.values()
    assert _kept(shelf) == {first, second}
    with borrowed([next(iter(objects))], tmp_path / first) as path:
        assert path.read_bytes() == bytes(100)
        assert path.name == "0.wav"
        assert _kept(shelf) == {second}
    shelf.sha256_of(list(objects)[2], 100)
    assert _kept(shelf) == {second, third}


def test_an_object_that_cannot_be_kept_is_still_read(objects: dict[str, str], tmp_path: Path) -> None:
    class Full(Shelf):
        def _room(self, size: int) -> Path | None:
            part = super()._room(size)
            assert part is not None
            part.unlink()
            part.symlink_to("/dev/full")
            return part

    shelf = Full(tmp_path, 200)
    assert {url: shelf.sha256_of(url, 100) for url in objects} == objects
    assert _kept(shelf) == set()


def test_what_cannot_be_read_is_told_and_takes_no_room(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 200)
    with pytest.raises(FileNotFoundError):
        shelf.sha256_of("memory://shelf/none.wav", 200)
    assert _kept(shelf) == set()


def test_shelves_of_runs_that_were_killed_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    living = Owner.me()
    dead = replace(living, started="1")
    for name, owner in (("dead", dead), ("living", living)):
        (tmp_path / f"autoqa-objects-{name}").mkdir()
        (tmp_path / f"autoqa-objects-{name}" / "owner").write_text(str(owner), "utf-8")
    (tmp_path / "autoqa-objects-new").mkdir()
    with new_shelf(100) as shelf:
        assert shelf.folder.parent == tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {"autoqa-objects-living", "autoqa-objects-new"}
