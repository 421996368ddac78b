"""Store the weights of an ONNX model in 8 or 16 bits; it still computes in float32."""

from collections.abc import Callable
from enum import Enum
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

_LARGE: Final = 1024


class Storage(Enum):
    """How a tensor is stored."""

    FLOAT32 = 32
    FLOAT16 = 16
    INT8 = 8


Weights = NDArray[np.float32]
Choice = Callable[[Weights], Storage]


def store_smaller(model: onnx.ModelProto, choice: Choice) -> None:
    """Store each large weight as `choice` says, with a node that turns it back into float32.

    onnxruntime runs these nodes once, when it loads the model.
    """
    graph, stored, nodes = model.graph, [], []
    fixed = {name for node in graph.node if _is_norm(node) for name in node.input}
    for tensor in graph.initializer:
        weights = numpy_helper.to_array(tensor)
        is_weight = weights.dtype == np.float32 and weights.size >= _LARGE
        chosen = choice(weights) if is_weight and tensor.name not in fixed else Storage.FLOAT32
        kept, node = _smaller(tensor, weights, chosen)
        stored += kept
        nodes += node
    nodes += graph.node
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(stored)
    graph.node.extend(nodes)


def _is_norm(node: NodeProto) -> bool:
    return str(node.op_type) == "BatchNormalization"


def _smaller(
    tensor: TensorProto, weights: Weights, storage: Storage
) -> tuple[list[TensorProto], list[NodeProto]]:
    name = tensor.name
    if storage is Storage.FLOAT32:
        return [tensor], []
    if storage is Storage.FLOAT16:
        half = numpy_helper.from_array(weights.astype(np.float16), f"{name}.half")
        return [half], [helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT)]
    quantised, scales = _quantised(weights)
    parts = {"int8": quantised, "scale": scales, "zero": np.zeros(len(scales), dtype=np.int8)}
    tensors = [numpy_helper.from_array(part, f"{name}.{key}") for key, part in parts.items()]
    names = [each.name for each in tensors]
    return tensors, [helper.make_node("DequantizeLinear", names, [name], axis=0)]


def _quantised(weights: Weights) -> tuple[NDArray[np.int8], Weights]:
    """Quantise symmetrically, with a scale for each output channel."""
    rows = weights.reshape(len(weights), -1)
    scales = np.maximum(np.abs(rows).max(axis=1), np.finfo(np.float32).tiny) / 127
    quantised = np.rint(rows / scales[:, None]).astype(np.int8).reshape(weights.shape)
    return quantised, scales.astype(np.float32)
