"""From a checkpoint to the directory that the unmodified faster_whisper.WhisperModel loads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.converters import utils
from ctranslate2.specs import common_spec, whisper_spec
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders
from tokenizers.models import BPE
from torch import nn

from models.recipe.network import Attention, Network, Shape
from models.recipe.tokens import FINALS, INITIALS, LANGUAGES, Tokens

_PREPROCESSOR = {
    "chunk_length": 30, "feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 80,
    "hop_length": 160, "n_fft": 400, "n_samples": 480000, "nb_max_frames": 3000, "padding_side": "right",
    "padding_value": 0.0, "processor_class": "WhisperProcessor", "return_attention_mask": False,
    "sampling_rate": 16000,
}  # fmt: skip


def load_average(checkpoint: Path) -> tuple[Network, Tokens]:
    """The averaged network of a checkpoint, and its vocabulary."""
    state = torch.load(checkpoint, weights_only=True)
    network = Network(Shape(**state["shape"]))
    network.load_state_dict(state["average"])
    return network.eval(), Tokens(tuple(state["characters"]))


def save_weights(checkpoint: Path, path: Path) -> None:
    """The averaged weights in float16 with shape and vocabulary: small enough to keep, enough to train on
    from."""
    state = torch.load(checkpoint, weights_only=True)
    about = {"shape": json.dumps(state["shape"]), "characters": "".join(state["characters"]),
             "steps": str(state["steps"]), "hours": f"{state['hours']:.2f}"}  # fmt: skip
    tables = ("positions", "token_positions")  # computed, not learned
    half = {name: value.half().contiguous() for name, value in state["average"].items() if name not in tables}
    save_file(half, path, metadata=about)


def _array(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    return tensor.detach().float().contiguous().numpy()


def _linear(spec: Any, module: nn.Linear) -> None:
    spec.weight = _array(module.weight)
    if module.bias is not None:
        spec.bias = _array(module.bias)


def _norm(spec: Any, module: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(module.weight), _array(module.bias)


def _attention(spec: Any, module: Attention, norm: nn.LayerNorm, *, own: bool) -> None:
    _norm(spec.layer_norm, norm)
    parts = []
    for linear in (module.query, module.key, module.value):
        part = common_spec.LinearSpec()
        _linear(part, linear)
        parts.append(part)
    if own:
        utils.fuse_linear(spec.linear[0], parts)
    else:
        spec.linear[0].weight, spec.linear[0].bias = parts[0].weight, parts[0].bias
        utils.fuse_linear(spec.linear[1], parts[1:])
    _linear(spec.linear[-1], module.out)


def _ffn(spec: Any, module: nn.Sequential, norm: nn.LayerNorm) -> None:
    _norm(spec.layer_norm, norm)
    _linear(spec.linear_0, module[0])  # type: ignore[arg-type]
    _linear(spec.linear_1, module[2])  # type: ignore[arg-type]


def whisper(network: Network, tokens: Tokens) -> Any:
    """The CTranslate2 model of the network; ids that never occur take the row that was trained for them."""
    shape = network.shape
    spec = whisper_spec.WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    for conv, module in ((spec.encoder.conv1, network.conv1), (spec.encoder.conv2, network.conv2)):
        conv.weight, conv.bias = _array(module.weight), _array(module.bias)
    spec.encoder.position_encodings.encodings = _array(network.positions)
    _norm(spec.encoder.layer_norm, network.encoder_norm)
    for layer_spec, layer in zip(spec.encoder.layer, network.encoder, strict=True):
        _attention(layer_spec.self_attention, layer.attention, layer.attention_norm, own=True)
        _ffn(layer_spec.ffn, layer.ffn, layer.ffn_norm)
    table = network.embedding.weight.detach().clone()
    table[tokens.unused] = table[tokens.unused[0]].clone()
    spec.decoder.embeddings.weight = _array(table)
    spec.decoder.projection.weight = _array(table)
    spec.decoder.position_encodings.encodings = _array(network.token_positions)
    _norm(spec.decoder.layer_norm, network.decoder_norm)
    for layer_spec, layer in zip(spec.decoder.layer, network.decoder, strict=True):
        _attention(layer_spec.self_attention, layer.attention, layer.attention_norm, own=True)
        _attention(layer_spec.attention, layer.cross, layer.cross_norm, own=False)
        _ffn(layer_spec.ffn, layer.ffn, layer.ffn_norm)
    spec.register_vocabulary(tokens.all)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokens.ids[f"<|{language}|>"] for language in LANGUAGES]
    spec.config.alignment_heads = [[shape.decoder_layers - 1, head] for head in range(shape.guided)]
    return spec


def write_tokenizer(tokens: Tokens, path: Path) -> None:
    """A character tokenizer: BPE without merges, bytes for what is not in the vocabulary."""
    model = BPE(vocab={t: i for i, t in enumerate(tokens.text)}, merges=[], byte_fallback=True)
    tokenizer = Tokenizer(model)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])  # type: ignore[assignment]
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in tokens.special])
    if tokenizer.token_to_id("<|notimestamps|>") != tokens.ids["<|notimestamps|>"]:
        raise ValueError("the tokenizer numbers the special tokens otherwise than the network")
    tokenizer.save(str(path))


def write_frame_head(network: Network, path: Path) -> None:
    """The linear heads that turn the encoder's output (F, d) into logits of initials and toned finals."""
    arrays = {
        "initial_weight": network.initial_head.weight, "initial_bias": network.initial_head.bias,
        "final_weight": network.final_head.weight, "final_bias": network.final_head.bias,
    }  # fmt: skip
    half = {name: _array(value).astype(np.float16) for name, value in arrays.items()}
    np.savez_compressed(path, initials=np.array(INITIALS), finals=np.array(FINALS), **half)  # type: ignore[arg-type]


def export(checkpoint: Path, folder: Path, quantization: str = "int8") -> None:
    """Write model, tokenizer, vocabulary, configurations and frame head; other files in `folder` stay."""
    network, tokens = load_average(checkpoint)
    spec = whisper(network, tokens)
    spec.validate()
    spec.optimize(quantization=quantization)
    fresh = folder.with_name(folder.name + ".partial")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    spec.save(str(fresh))
    write_tokenizer(tokens, fresh / "tokenizer.json")
    write_frame_head(network, fresh / "frame_head.npz")
    (fresh / "preprocessor_config.json").write_text(json.dumps(_PREPROCESSOR, indent=1) + "\n", "utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    for path in fresh.iterdir():
        path.replace(folder / path.name)
    fresh.rmdir()
