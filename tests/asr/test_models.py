from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autoqa.asr import models
from autoqa.asr.check import check
from autoqa.asr.engine import Engine
from autoqa.asr.lock import LockedFile, ModelLock, write_lock
from autoqa.asr.manifest import read_manifest
from autoqa.asr.models import EMBEDDED, list_models, open_dir, resolve
from autoqa.config import Settings
from autoqa.errors import ModelError


def _whisper(folder: Path, weights: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(weights)
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    return folder


def _sherpa(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "model.int8.onnx").write_bytes(b"onnx")
    (folder / "tokens.txt").write_text("<blk> 0\n", encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    embedded = _whisper(tmp_path / "shipped" / "embedded")
    monkeypatch.setattr(models, "embedded_model_dir", lambda: embedded)
    return Settings(models_dir=tmp_path / "models")


def test_without_any_other_the_embedded_model_is_used(settings: Settings) -> None:
    model = resolve(None, settings)
    assert model.name == EMBEDDED
    assert model.embedded


def test_best_installed_model_is_the_default(settings: Settings) -> None:
    _whisper(settings.models_dir / "whisper-tiny")
    _whisper(settings.models_dir / "whisper-medium")
    assert resolve(None, settings).name == "whisper-medium"
    (default,) = [model.name for model in list_models(settings) if model.default]
    assert default == "whisper-medium"


def test_model_whose_engine_is_missing_is_no_default(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sherpa(settings.models_dir / "sense-voice-small-int8")
    monkeypatch.setattr(Engine, "installed", property(lambda engine: engine is Engine.WHISPER))
    assert resolve(None, settings).name == EMBEDDED


def test_half_pulled_model_is_not_seen(settings: Settings) -> None:
    _whisper(settings.models_dir / ".whisper-medium.partial")
    assert resolve(None, settings).name == EMBEDDED


def test_own_model_is_used_when_named(settings: Settings, tmp_path: Path) -> None:
    _whisper(settings.models_dir / "ours")
    assert resolve(None, settings).name == EMBEDDED
    assert resolve("ours", settings).path == settings.models_dir / "ours"
    assert "ours" in {model.name for model in list_models(settings)}
    elsewhere = _sherpa(tmp_path / "elsewhere" / "paraformer")
    model = resolve(elsewhere, settings)
    assert (model.name, model.engine) == ("paraformer", Engine.SHERPA)


def test_setting_names_the_model(settings: Settings) -> None:
    _whisper(settings.models_dir / "ours")
    chosen = settings.model_copy(update={"model": "ours"})
    assert resolve(None, chosen).name == "ours"
    assert resolve(EMBEDDED, chosen).name == EMBEDDED


def test_unknown_model_tells_how_to_get_it(settings: Settings) -> None:
    with pytest.raises(ModelError, match="neither an installed model nor a directory") as caught:
        resolve("whisper-small", settings)
    assert caught.value.mend == "autoqa models pull whisper-small"
    with pytest.raises(ModelError) as caught:
        resolve("nowhere/at/all", settings)
    assert "models list" in caught.value.mend
    assert caught.value.exit_code == 2


def test_directory_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"neither model.bin nor \*.onnx"):
        open_dir(tmp_path, "empty")
    with pytest.raises(ModelError, match="is not a directory"):
        open_dir(tmp_path / "none", "none")


def test_identity_is_the_hash_of_the_weights(tmp_path: Path) -> None:
    one = open_dir(_whisper(tmp_path / "one"), "one")
    assert one.sha256 == hashlib.sha256(b"weights").hexdigest()
    several = _sherpa(tmp_path / "several")
    (several / "decoder.onnx").write_bytes(b"more")
    first = open_dir(several, "several").sha256
    (several / "decoder.onnx").write_bytes(b"else")
    assert open_dir(several, "several").sha256 != first


def test_the_note_of_the_pull_is_believed_until_weights_are_put_there(tmp_path: Path) -> None:
    folder = _whisper(tmp_path / "pulled")
    noted = {"model.bin": LockedFile(sha256="0" * 64, size=len(b"weights"))}
    write_lock(folder, ModelLock(name="pulled", source="hub", repo="a/b", revision=None, files=noted))
    assert open_dir(folder, "pulled").sha256 == "0" * 64
    (folder / "model.bin").write_bytes(b"WEIGHTS")  # of the same size, as a model trained further is
    assert open_dir(folder, "pulled").sha256 == hashlib.sha256(b"WEIGHTS").hexdigest()
    old = folder / "model.bin"
    os.utime(old, (0, 0))  # as `cp -p` and rsync do
    assert open_dir(folder, "pulled").sha256 == hashlib.sha256(b"WEIGHTS").hexdigest()


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "new.json"])
def test_a_model_that_changes_while_it_is_loaded_is_told(tmp_path: Path, name: str) -> None:
    model = open_dir(_whisper(tmp_path / "model"), "model")
    with model.unchanged():
        pass
    with pytest.raises(ModelError, match="was changed while it was being loaded"), model.unchanged():
        (model.path / name).write_bytes(b"another")


def test_check_names_what_is_missing_or_damaged(tmp_path: Path) -> None:
    folder = _whisper(tmp_path / "model")
    (folder / "tokenizer.json").unlink()
    (folder / "config.json").write_text("{", encoding="utf-8")
    problems = check(open_dir(folder, "model"), Settings())
    assert problems == ("tokenizer.json is missing", "config.json is damaged")


def test_check_tries_to_load(tmp_path: Path) -> None:
    (problem,) = check(open_dir(_whisper(tmp_path / "model"), "model"), Settings(device="cpu"))
    assert problem.startswith("cannot be loaded on cpu as int8")


def test_manifest_names_what_is_promised() -> None:
    manifest = read_manifest()
    sizes = ("tiny", "base", "small", "medium", "large-v3", "large-v3-turbo")
    assert {f"whisper-{size}" for size in sizes} <= set(manifest)
    assert {"belle-large-v3-turbo-zh", "sense-voice-small-int8", "paraformer-zh-int8"} <= set(manifest)
    assert len({entry.rank for entry in manifest.values()}) == len(manifest)
    for entry in manifest.values():
        if entry.task == "speakers":
            assert any(name.endswith(".onnx") for name in entry.files)
            continue
        needed = (
            {"model.bin", "config.json", "tokenizer.json"}
            if entry.engine is Engine.WHISPER
            else {"tokens.txt"}
        )
        assert needed <= set(entry.files), entry.name


@pytest.mark.parametrize("text", ["models: [", "models: [{name: x}]", "other: 1"])
def test_damaged_manifest_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="is not a model manifest"):
        read_manifest(path)


def test_listing_models_loads_no_recogniser() -> None:
    code = (
        "import sys, autoqa.asr.models, autoqa.asr.registry, autoqa.asr.imported, autoqa.asr.pull\n"
        "heavy = {'faster_whisper', 'ctranslate2', 'sherpa_onnx', 'onnxruntime', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
