"""Whisper models of the exact shapes of published ones, with random weights, made on the spot.

What a model costs does not depend on its weights as long as the number of tokens is fixed; so real sizes can
be timed where no real weights can be had. What such a model writes is noise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ctranslate2.specs import whisper_spec
from tokenizers import AddedToken, Tokenizer, decoders
from tokenizers.models import BPE


@dataclass(frozen=True)
class Shape:
    """Sizes as published with the models (openai/whisper, model cards)."""

    width: int
    encoder: int
    decoder: int
    heads: int
    mels: int = 80
    languages: int = 99

    @property
    def vocabulary(self) -> int:
        """51,865 entries, one more with the language that version 3 added."""
        return 51_766 + self.languages


SHAPES = {
    "small": Shape(768, 12, 12, 12),
    "medium": Shape(1024, 24, 24, 16),
    "large-v3-turbo": Shape(1280, 32, 4, 20, mels=128, languages=100),
}
_TEXT = 50_257
_POSITIONS = 448
_POOL = np.random.default_rng(0).standard_normal(1 << 20).astype(np.float32)
_PLACES = count(0, 977)


def _weights(*shape: int) -> npt.NDArray[np.float32]:
    """Gaussian values of the size that keeps activations in range, repeated from a pool (drawing anew would
    take minutes). Each begins at another place of it: CTranslate2 keeps equal weights once, and layers that
    share them would be read from the cache, which real ones are too large for."""
    return np.resize(np.roll(_POOL, next(_PLACES)), shape) * np.float32(shape[-1] ** -0.5)


def _linear(spec: Any, rows: int, columns: int) -> None:
    spec.weight, spec.bias = _weights(rows, columns), np.zeros(rows, np.float32)


def _norm(spec: Any, width: int) -> None:
    spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _attention(spec: Any, width: int, *, own: bool) -> None:
    _norm(spec.layer_norm, width)
    for layer, rows in zip(
        spec.linear, (3 * width, width) if own else (width, 2 * width, width), strict=True
    ):
        _linear(layer, rows, width)


def _ffn(spec: Any, width: int) -> None:
    _norm(spec.layer_norm, width)
    _linear(spec.linear_0, 4 * width, width)
    _linear(spec.linear_1, width, 4 * width)


def vocabulary(shape: Shape) -> list[str]:
    """Text tokens, then the special ones in Whisper's own order."""
    text = [f"<0x{byte:02X}>" for byte in range(256)]
    text += [chr(0x4E00 + i) for i in range(20_000)]
    text += [chr(0x20000 + i) for i in range(_TEXT - 1 - len(text))]
    names = ["endoftext", "startoftranscript", "zh", *(f"l{i}" for i in range(shape.languages - 1))]
    names += ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    names += [f"{i * 0.02:.2f}" for i in range(1501)]
    return [*text, "", *(f"<|{name}|>" for name in names)]


def make(shape: Shape, folder: Path) -> Path:
    """Write a model that faster-whisper loads, in int8, unless it is there already."""
    if (folder / "tokenizer.json").is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    width = shape.width
    spec = whisper_spec.WhisperSpec(shape.encoder, shape.heads, shape.decoder, shape.heads)
    for conv, channels in ((spec.encoder.conv1, shape.mels), (spec.encoder.conv2, width)):
        conv.weight, conv.bias = _weights(width, channels, 3) * 0.5, np.zeros(width, np.float32)
    spec.encoder.position_encodings.encodings = _weights(1500, width)
    _norm(spec.encoder.layer_norm, width)
    for layer in spec.encoder.layer:
        _attention(layer.self_attention, width, own=True)
        _ffn(layer.ffn, width)
    words = vocabulary(shape)
    assert len(words) == shape.vocabulary
    table = _weights(len(words), width)
    spec.decoder.embeddings.weight = spec.decoder.projection.weight = table
    spec.decoder.position_encodings.encodings = _weights(_POSITIONS, width)
    _norm(spec.decoder.layer_norm, width)
    for layer in spec.decoder.layer:
        _attention(layer.self_attention, width, own=True)
        _attention(layer.attention, width, own=False)
        _ffn(layer.ffn, width)
    spec.register_vocabulary(words)
    ids = {word: i for i, word in enumerate(words)}
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = [ids["<|zh|>"], *(ids[f"<|l{i}|>"] for i in range(shape.languages - 1))]
    spec.config.alignment_heads = [[shape.decoder - 1, head] for head in range(6)]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    about = {"chunk_length": 30, "hop_length": 160, "n_fft": 400, "sampling_rate": 16000}
    about["feature_size"] = shape.mels
    (folder / "preprocessor_config.json").write_text(json.dumps(about), "utf-8")
    _tokenizer(words, folder / "tokenizer.json")
    return folder


def _tokenizer(words: list[str], path: Path) -> None:
    text = words[: words.index("<|endoftext|>")]
    made = Tokenizer(BPE(vocab={word: i for i, word in enumerate(text)}, merges=[], byte_fallback=True))
    made.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])  # type: ignore[assignment]
    made.add_special_tokens([AddedToken(w, special=True, normalized=False) for w in words[len(text) :]])
    made.save(str(path))
