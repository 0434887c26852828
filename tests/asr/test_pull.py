from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from autoqa.asr.check import check
from autoqa.asr.engine import Engine
from autoqa.asr.lock import FOLDER_LOCK, LOCK_FILE, read_lock
from autoqa.asr.manifest import ModelEntry
from autoqa.asr.models import list_models, resolve
from autoqa.asr.pull import pull
from autoqa.config import Settings
from autoqa.errors import ModelError

from .hub_server import COMMIT, FakeHub, serving

WEIGHTS = bytes(range(256)) * 4000
FILES = {"config.json": b"{}", "tokenizer.json": b'{"a": 1}', "model.bin": WEIGHTS}
NAME = "whisper-test"


def _entry(**changes: object) -> dict[str, ModelEntry]:
    values = {
        "name": NAME,
        "engine": Engine.WHISPER,
        "repo": "centre/whisper-test",
        "modelscope": None,
        "revision": None,
        "files": dict.fromkeys(FILES),
        "size_mb": 1,
        "licence": "MIT",
        "languages": ("zh",),
        "good_for": "tests",
        "rank": 1,
        **changes,
    }
    return {NAME: ModelEntry.model_validate(values)}


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub("centre/whisper-test", FILES)) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, hub: FakeHub) -> Settings:
    return Settings(models_dir=tmp_path / "models", hub_endpoint=hub.endpoint)


def test_first_pull_installs_and_pins(hub: FakeHub, settings: Settings) -> None:
    seen: list[tuple[str, int, int]] = []
    model = pull(NAME, settings, manifest=_entry(), report=lambda *args: seen.append(args))
    assert model.path == settings.models_dir / NAME
    assert {path.name for path in model.path.iterdir()} == {*FILES, LOCK_FILE}
    assert (model.path / "model.bin").read_bytes() == WEIGHTS
    lock = read_lock(model.path)
    assert lock is not None
    assert lock.revision == COMMIT
    assert lock.files["model.bin"].sha256 == hashlib.sha256(WEIGHTS).hexdigest()
    assert ("model.bin", len(WEIGHTS), len(WEIGHTS)) in seen
    assert model.sha256 == hashlib.sha256(WEIGHTS).hexdigest()
    assert not list(settings.models_dir.glob(".*"))


def test_afterwards_no_network_is_needed(hub: FakeHub, settings: Settings) -> None:
    pull(NAME, settings, manifest=_entry())
    hub.down = True
    before = len(hub.ranges)
    again = pull(NAME, settings, manifest=_entry())
    assert len(hub.ranges) == before
    assert resolve(NAME, settings).path == again.path
    assert check(again, settings, load=False) == ()
    assert NAME in {model.name for model in list_models(settings) if model.installed}


def test_interrupted_pull_goes_on_where_it_stopped(hub: FakeHub, settings: Settings) -> None:
    hub.cut_after = 700_000
    with pytest.raises(ModelError, match="cannot be pulled") as caught:
        pull(NAME, settings, manifest=_entry())
    assert "goes on where it stopped" in caught.value.mend
    assert not (settings.models_dir / NAME).exists()
    with pytest.raises(ModelError, match="neither an installed model"):
        resolve(NAME, settings)
    hub.cut_after, hub.down = None, False
    hub.ranges.clear()
    model = pull(NAME, settings, manifest=_entry())
    assert (model.path / "model.bin").read_bytes() == WEIGHTS
    (asked,) = [asked for name, asked in hub.ranges if name == "model.bin"]
    assert asked is not None
    assert 0 < int(asked.removeprefix("bytes=").rstrip("-")) <= 700_000


def test_hash_of_the_manifest_is_held(hub: FakeHub, settings: Settings) -> None:
    manifest = _entry(files={**dict.fromkeys(FILES), "model.bin": "a" * 64})
    with pytest.raises(ModelError, match=r"model.bin has the wrong sha256 .*expected aaaaaaaaaaaa…"):
        pull(NAME, settings, manifest=manifest)
    assert not (settings.models_dir / NAME).exists()
    assert not (settings.models_dir / f".{NAME}.partial" / "model.bin").exists()


def test_hash_that_the_hub_declares_is_held(hub: FakeHub, settings: Settings) -> None:
    hub.declared["model.bin"] = "b" * 64
    with pytest.raises(ModelError, match="wrong sha256"):
        pull(NAME, settings, manifest=_entry())


def test_later_pull_is_held_to_the_first(hub: FakeHub, settings: Settings) -> None:
    first = pull(NAME, settings, manifest=_entry())
    for path in first.path.iterdir():
        path.unlink()
    first.path.rmdir()
    hub.files = {**FILES, "model.bin": WEIGHTS[::-1]}
    with pytest.raises(ModelError, match="wrong sha256"):
        pull(NAME, settings, manifest=_entry())
    hub.files = FILES
    assert pull(NAME, settings, manifest=_entry()).path.is_dir()


def test_incomplete_model_is_pulled_again(hub: FakeHub, settings: Settings) -> None:
    model = pull(NAME, settings, manifest=_entry())
    (model.path / "model.bin").write_bytes(WEIGHTS[:500])
    (problem,) = check(model, settings, load=False)
    assert problem == f"model.bin has 500 bytes, {len(WEIGHTS)} were pulled"
    pull(NAME, settings, manifest=_entry())
    assert (model.path / "model.bin").read_bytes() == WEIGHTS


def test_changed_file_is_noticed_by_check(hub: FakeHub, settings: Settings) -> None:
    model = pull(NAME, settings, manifest=_entry())
    (model.path / "model.bin").write_bytes(WEIGHTS[::-1])
    assert check(model, settings, load=False) == ("model.bin is not what was pulled (sha256 differs)",)


def test_file_that_the_hub_does_not_have(hub: FakeHub, settings: Settings) -> None:
    with pytest.raises(ModelError, match=r"has no file vocabulary.txt"):
        pull(NAME, settings, manifest=_entry(files={**dict.fromkeys(FILES), "vocabulary.txt": None}))


def test_no_network_is_one_clear_error(hub: FakeHub, settings: Settings) -> None:
    hub.down = True
    with pytest.raises(ModelError, match="cannot be pulled") as caught:
        pull(NAME, settings, manifest=_entry())
    assert "HF_ENDPOINT" in caught.value.mend
    assert caught.value.exit_code == 2


def test_unknown_name_tells_the_nearest(settings: Settings) -> None:
    with pytest.raises(ModelError, match="Did you mean whisper-test"):
        pull("wisper-test", settings, manifest=_entry())


def test_damaged_folder_lock_is_told(hub: FakeHub, settings: Settings) -> None:
    settings.models_dir.mkdir(parents=True)
    (settings.models_dir / FOLDER_LOCK).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"models.lock.json: is damaged"):
        pull(NAME, settings, manifest=_entry())


def test_modelscope_needs_a_known_copy_and_its_library(tmp_path: Path) -> None:
    settings = Settings(models_dir=tmp_path, hub="modelscope")
    with pytest.raises(ModelError, match="pip install modelscope"):
        pull(NAME, settings, manifest=_entry())


def test_modelscope_pull_pins_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, list[str]]] = []

    def snapshot_download(
        model_id: str, *, revision: str | None, local_dir: str, allow_patterns: list[str]
    ) -> str:
        calls.append((model_id, allow_patterns))
        for name in allow_patterns:
            (Path(local_dir) / name).write_bytes(FILES[name])
        return local_dir

    library = ModuleType("modelscope.hub.snapshot_download")
    library.snapshot_download = snapshot_download  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "modelscope", ModuleType("modelscope"))
    monkeypatch.setitem(sys.modules, "modelscope.hub", ModuleType("modelscope.hub"))
    monkeypatch.setitem(sys.modules, "modelscope.hub.snapshot_download", library)
    settings = Settings(models_dir=tmp_path / "models", hub="modelscope")
    with pytest.raises(ModelError, match="no copy on modelscope is known"):
        pull(NAME, settings, manifest=_entry())
    pull(NAME, settings, repo="mirror/whisper", manifest=_entry())
    assert calls[0] == ("mirror/whisper", ["config.json"])
    pinned = json.loads((tmp_path / "models" / FOLDER_LOCK).read_text(encoding="utf-8"))[NAME]
    assert pinned["source"] == "modelscope"
    assert pinned["files"]["model.bin"]["sha256"] == hashlib.sha256(WEIGHTS).hexdigest()
