"""ONNX models of a few nodes that sherpa-onnx loads as real ones: they hear how loud it is, and say one
character wherever it is loud."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TOKENS = ("<blk>", "好", "▁ab", "c")
_QUIET = (
    10.0  # added to the mean log-mel energy: white noise of -20 dBFS lies at about -2, digital silence at -16
)


def write_zipformer_ctc(folder: Path) -> Path:
    """A Zipformer-CTC model: every fourth frame (40 ms) is "好" where it is loud, else blank."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = np.zeros((1, 1, len(TOKENS)), np.float32)
    weights[..., 1] = 1.0
    bias = np.array([[[0.0, _QUIET, -100.0, -100.0]]], np.float32)
    constants: Mapping[str, object] = {
        "first": [0],
        "last": [2**40],
        "time": [1],
        "step": [4],
        "mel": [2],
        "three": [3],
    }
    nodes = [
        helper.make_node("Slice", ["x", "first", "last", "time", "step"], ["sub"]),
        helper.make_node("ReduceMean", ["sub", "mel"], ["energy"], keepdims=1),
        helper.make_node("Mul", ["energy", "weights"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["logits"]),
        helper.make_node("LogSoftmax", ["logits"], ["log_probs"], axis=-1),
        helper.make_node("Add", ["x_lens", "three"], ["rounded"]),
        helper.make_node("Div", ["rounded", "step"], ["log_probs_len"]),
    ]
    graph = helper.make_graph(
        nodes,
        "loudness",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", "T", 80]),
            helper.make_tensor_value_info("x_lens", TensorProto.INT64, ["N"]),
        ],
        [
            helper.make_tensor_value_info("log_probs", TensorProto.FLOAT, ["N", "T4", len(TOKENS)]),
            helper.make_tensor_value_info("log_probs_len", TensorProto.INT64, ["N"]),
        ],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(bias, "bias"),
            *(numpy_helper.from_array(np.array(value, np.int64), name) for name, value in constants.items()),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    entry = model.metadata_props.add()
    entry.key, entry.value = "model_type", "zipformer2_ctc"
    onnx.save(model, folder / "model.onnx")
    lines = (f"{token} {index}" for index, token in enumerate(TOKENS))
    (folder / "tokens.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
