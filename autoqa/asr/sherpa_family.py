"""Which family a sherpa-onnx model directory holds, told from its files or from an ``autoqa-model.toml`` in
it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autoqa.errors import ModelError

NOTE_FILE = "autoqa-model.toml"
"""``family = "paraformer"`` in this file of the model directory overrides detection; ``[options]`` are
passed on."""

_TAIL_BYTES = 1 << 18  # ONNX writers put the metadata after the graph; with CMVN vectors it takes about 15 kB
_CMVN = (b"lfr_window_size", b"neg_mean")


@dataclass(frozen=True)
class Family:
    """One kind of model and the ``sherpa_onnx.OfflineRecognizer`` factory that loads it.

    Attributes:
        files: argument of the factory → patterns of its file, the first that matches is taken.
        marks: byte strings, all of which the metadata of a single-file model of this family holds.
        options: further arguments of the factory.
        timed: the recogniser gives a time for every token.
    """

    name: str
    factory: str
    files: Mapping[str, tuple[str, ...]]
    marks: tuple[bytes, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    timed: bool = True


@dataclass(frozen=True)
class SherpaModel:
    """A model ready to be loaded: the factory and all its arguments (paths as text)."""

    family: Family
    arguments: Mapping[str, object]


def _onnx(stem: str) -> tuple[str, ...]:
    """Quantised weights first: they are several times faster on a CPU."""
    return (f"{stem}*.int8.onnx", f"{stem}*.onnx")


_TOKENS = ("tokens.txt", "*tokens.txt")
_SINGLE = ("model.int8.onnx", "model.onnx", "*.int8.onnx", "*.onnx")
_TOKENIZER = ("tokenizer", "Qwen*", "tokenizer*")

FAMILIES: tuple[Family, ...] = (
    Family(
        "qwen3_asr",
        "from_qwen3_asr",
        {
            "conv_frontend": _onnx("conv_frontend"),
            "encoder": _onnx("encoder"),
            "decoder": _onnx("decoder"),
            "tokenizer": _TOKENIZER,
        },
        timed=False,
    ),
    Family(
        "funasr_nano",
        "from_funasr_nano",
        {
            "encoder_adaptor": _onnx("encoder_adaptor"),
            "llm": _onnx("llm"),
            "embedding": _onnx("embedding"),
            "tokenizer": _TOKENIZER,
        },
        options={"language": "中文", "itn": False},
        timed=False,
    ),
    Family(
        "transducer",
        "from_transducer",
        {
            "encoder": _onnx("encoder"),
            "decoder": _onnx("decoder"),
            "joiner": _onnx("joiner"),
            "tokens": _TOKENS,
        },
    ),
    Family(
        "whisper",
        "from_whisper",
        {
            "encoder": ("*-encoder.int8.onnx", "*-encoder.onnx"),
            "decoder": ("*-decoder.int8.onnx", "*-decoder.onnx"),
            "tokens": ("*-tokens.txt",),
        },
        options={"language": "zh", "task": "transcribe", "enable_token_timestamps": True},
    ),
    Family(
        "fire_red_asr",
        "from_fire_red_asr",
        {"encoder": _onnx("encoder"), "decoder": _onnx("decoder"), "tokens": _TOKENS},
        timed=False,
    ),
    Family(
        "sense_voice",
        "from_sense_voice",
        {"model": _SINGLE, "tokens": _TOKENS},
        marks=(*_CMVN, b"lang_zh", b"with_itn"),
        # Inverse text normalisation would write 工号 digits in forms that hide what was said.
        options={"language": "zh", "use_itn": False},
    ),
    Family(
        "paraformer",
        "from_paraformer",
        {"paraformer": _SINGLE, "tokens": _TOKENS},
        marks=(*_CMVN, b"paraformer"),
    ),
    Family(
        "fire_red_asr_ctc",
        "from_fire_red_asr_ctc",
        {"model": _SINGLE, "tokens": _TOKENS},
        marks=(b"fire_red_asr",),
    ),
    Family(
        "telespeech_ctc",
        "from_telespeech_ctc",
        {"model": _SINGLE, "tokens": _TOKENS},
        marks=(b"telespeech_ctc",),
    ),
    Family("dolphin_ctc", "from_dolphin_ctc", {"model": _SINGLE, "tokens": _TOKENS}, marks=(b"dolphin",)),
    Family("wenet_ctc", "from_wenet_ctc", {"model": _SINGLE, "tokens": _TOKENS}, marks=(b"wenet_ctc",)),
    Family("nemo_ctc", "from_nemo_ctc", {"model": _SINGLE, "tokens": _TOKENS}, marks=(b"EncDecCTC",)),
    Family(
        "zipformer_ctc", "from_zipformer_ctc", {"model": _SINGLE, "tokens": _TOKENS}, marks=(b"zipformer",)
    ),
)


def detect(directory: Path) -> SherpaModel:
    """The model in ``directory``.

    Raises:
        ModelError: the family cannot be told, is unknown, or one of its files is missing.
    """
    note = _note(directory)
    named = note.get("family")
    options = note.get("options", {})
    if not isinstance(options, dict):
        raise ModelError(
            directory / NOTE_FILE, "options is not a table", "Write [options] above name = value lines"
        )
    if named is not None:
        family = next((family for family in FAMILIES if family.name == named), None)
        if family is None:
            known = ", ".join(family.name for family in FAMILIES)
            raise ModelError(directory / NOTE_FILE, f"family {named!r} is unknown", f"Use one of {known}")
        return _with_files(family, directory, options)
    for family in FAMILIES:
        if _missing(family, directory) is None and _marked(family, directory):
            return _with_files(family, directory, options)
    raise ModelError(
        directory,
        "holds no sherpa-onnx model of a known family",
        f'Name it in {NOTE_FILE} there, for example family = "paraformer"',
    )


def _note(directory: Path) -> dict[str, object]:
    path = directory / NOTE_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(path, f"cannot be read ({error})", "Correct it or remove it") from None


def _find(directory: Path, patterns: tuple[str, ...]) -> Path | None:
    for pattern in patterns:
        matches = sorted(directory.glob(pattern))
        if matches:
            return matches[0]
    return None


def _missing(family: Family, directory: Path) -> str | None:
    """Pattern of the first file that is not there."""
    return next((p[-1] for p in family.files.values() if _find(directory, p) is None), None)


def _marked(family: Family, directory: Path) -> bool:
    """Whether the metadata of a single-file model names the family. The model is not loaded for that."""
    if not family.marks:
        return True
    path = _find(directory, _SINGLE)
    if path is None:
        return False
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        tail = file.read()
    return all(mark in tail for mark in family.marks)


def _with_files(family: Family, directory: Path, options: Mapping[str, object]) -> SherpaModel:
    missing = _missing(family, directory)
    if missing is not None:
        raise ModelError(directory, f"{missing} is missing", "Pull the model again: autoqa models pull NAME")
    paths = {argument: str(_find(directory, patterns)) for argument, patterns in family.files.items()}
    return SherpaModel(family, {**paths, **family.options, **options})
