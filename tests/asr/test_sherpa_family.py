from __future__ import annotations

from pathlib import Path

import pytest

from autoqa.asr.sherpa_family import NOTE_FILE, detect
from autoqa.errors import ModelError


def _folder(root: Path, *names: str, tail: bytes = b"") -> Path:
    for name in names:
        path = root / name
        if "." in name:
            path.write_bytes(b"\x08\x09" * 100_000 + tail)
        else:
            path.mkdir()
    return root


@pytest.mark.parametrize(
    ("names", "tail", "family"),
    [
        (("model.int8.onnx", "tokens.txt"), b"lfr_window_size neg_mean lang_zh with_itn", "sense_voice"),
        (("model.int8.onnx", "tokens.txt"), b"lfr_window_size neg_mean model_type paraformer", "paraformer"),
        (("model.onnx", "tokens.txt"), b"model_type zipformer2_ctc", "zipformer_ctc"),
        (("model.onnx", "tokens.txt"), b"EncDecCTCModelBPE", "nemo_ctc"),
        (("model.onnx", "tokens.txt"), b"wenet_ctc", "wenet_ctc"),
        (("model.onnx", "tokens.txt"), b"telespeech_ctc", "telespeech_ctc"),
        (("encoder-e9.onnx", "decoder-e9.onnx", "joiner-e9.onnx", "tokens.txt"), b"", "transducer"),
        (("encoder.int8.onnx", "decoder.int8.onnx", "tokens.txt"), b"", "fire_red_asr"),
        (("tiny-encoder.onnx", "tiny-decoder.onnx", "tiny-tokens.txt"), b"", "whisper"),
        (("conv_frontend.onnx", "encoder.onnx", "decoder.onnx", "tokenizer"), b"", "qwen3_asr"),
        (("encoder_adaptor.onnx", "llm.onnx", "embedding.onnx", "Qwen3-0.6B"), b"", "funasr_nano"),
    ],
)
def test_family_is_told_from_the_files(
    tmp_path: Path, names: tuple[str, ...], tail: bytes, family: str
) -> None:
    assert detect(_folder(tmp_path, *names, tail=tail)).family.name == family


def test_every_family_names_a_factory_and_arguments_that_exist() -> None:
    import inspect

    sherpa_onnx = pytest.importorskip("sherpa_onnx")
    from autoqa.asr.sherpa_family import FAMILIES

    for family in FAMILIES:
        factory = getattr(sherpa_onnx.OfflineRecognizer, family.factory)
        known = inspect.signature(factory).parameters
        assert {*family.files, *family.options, "num_threads", "provider"} <= set(known), family.name


def test_quantised_weights_are_preferred(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "model.onnx", "model.int8.onnx", "tokens.txt", tail=b"zipformer")
    assert str(detect(folder).arguments["model"]).endswith("model.int8.onnx")


def test_note_in_the_folder_wins_and_adds_options(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "model.onnx", "tokens.txt", tail=b"zipformer")
    (folder / NOTE_FILE).write_text('family = "sense_voice"\n[options]\nlanguage = "yue"\n', encoding="utf-8")
    model = detect(folder)
    assert model.family.name == "sense_voice"
    assert model.arguments["language"] == "yue"
    assert model.arguments["use_itn"] is False


@pytest.mark.parametrize(
    ("note", "cause"),
    [
        ('family = "vosk"', "family 'vosk' is unknown"),
        ("family = ", "cannot be read"),
        ("options = 3", "not a table"),
    ],
)
def test_wrong_note_is_told(tmp_path: Path, note: str, cause: str) -> None:
    folder = _folder(tmp_path, "model.onnx", "tokens.txt")
    (folder / NOTE_FILE).write_text(note, encoding="utf-8")
    with pytest.raises(ModelError, match=cause):
        detect(folder)


def test_missing_file_of_a_named_family_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "model.onnx")
    (folder / NOTE_FILE).write_text('family = "paraformer"', encoding="utf-8")
    with pytest.raises(ModelError, match=r"tokens.txt is missing"):
        detect(folder)


def test_unknown_model_asks_for_a_note(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no sherpa-onnx model of a known family") as caught:
        detect(_folder(tmp_path, "model.onnx", "tokens.txt"))
    assert NOTE_FILE in caught.value.mend
