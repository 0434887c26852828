"""ONNX models of a few nodes that sherpa-onnx loads as a segmentation and a speaker embedding model: the
one hears a speaker wherever it is loud, the other takes the mean spectrum for the voice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_WINDOW, _SIZE, _SHIFT, _CLASSES = 160000, 991, 270, 7
_MEAN_POWER = 1e-4  # -40 dBFS


def write_models(folder: Path) -> None:
    """``segmentation/model.onnx`` and ``embedding/model.onnx`` in ``folder``."""
    for name, model in (("segmentation", _segmentation()), ("embedding", _embedding())):
        (folder / name).mkdir(parents=True)
        onnx.save(model, folder / name / "model.onnx")


def _segmentation() -> onnx.ModelProto:
    """(N, 1, samples) to (N, frames, 7): silence or the first speaker by the power of each frame."""
    weights = np.zeros((1, 1, _CLASSES), np.float32)
    weights[..., 1] = 1.0
    bias = np.full((1, 1, _CLASSES), -1e3, np.float32)
    bias[..., 0] = 0.0
    bias[..., 1] = -np.log(_MEAN_POWER)
    nodes = [
        helper.make_node("Mul", ["x", "x"], ["power"]),
        helper.make_node("AveragePool", ["power"], ["mean"], kernel_shape=[_SIZE], strides=[_SHIFT]),
        helper.make_node("Add", ["mean", "floor"], ["floored"]),
        helper.make_node("Log", ["floored"], ["level"]),
        helper.make_node("Transpose", ["level"], ["frames"], perm=[0, 2, 1]),
        helper.make_node("Mul", ["frames", "weights"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["y"]),
    ]
    constants = {"weights": weights, "bias": bias, "floor": np.array([1e-9], np.float32)}
    return _model(nodes, ("x", ["N", 1, "T"]), ("y", ["N", "F", _CLASSES]), constants, {
        "model_type": "pyannote-segmentation-3.0", "num_speakers": "3", "powerset_max_classes": "2",
        "num_classes": str(_CLASSES), "sample_rate": "16000", "window_size": str(_WINDOW),
        "receptive_field_size": str(_SIZE), "receptive_field_shift": str(_SHIFT),
    })  # fmt: skip


def _embedding() -> onnx.ModelProto:
    """(N, frames, 80) to (N, 80): the mean over the frames."""
    nodes = [helper.make_node("ReduceMean", ["x"], ["y"], axes=[1], keepdims=0)]
    return _model(nodes, ("x", ["N", "T", 80]), ("y", ["N", 80]), {}, {
        "framework": "3d-speaker", "language": "Chinese", "sample_rate": "16000", "output_dim": "80",
        "normalize_samples": "1", "feature_normalize_type": "",
    })  # fmt: skip


def _model(
    nodes: list[onnx.NodeProto],
    given: tuple[str, list[object]],
    answer: tuple[str, list[object]],
    constants: Mapping[str, np.ndarray],
    metadata: Mapping[str, str],
) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(given[0], TensorProto.FLOAT, given[1])],
        [helper.make_tensor_value_info(answer[0], TensorProto.FLOAT, answer[1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    for key, value in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    return model
