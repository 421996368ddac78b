"""Models of a stock checkpoint's true shape with random weights: all of the work, no sense.

No hub is needed, so the figures can be had anywhere. `python -m benchmarks.random_weights FOLDER
--shape base` writes such a model; it is never committed.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray

Weights = NDArray[np.float32]

_MELS: Final = 80
_AUDIO_POSITIONS: Final = 1500
_TEXT_POSITIONS: Final = 448
# The ids of the multilingual checkpoints before large-v3 (openai/whisper, tokenizer.py).
_TEXT_TOKENS: Final = 50257


@dataclass(frozen=True, slots=True)
class Shape:
    """Layers of encoder and decoder each, their width, and their attention heads."""

    layers: int
    width: int
    heads: int


SHAPES: Final = {
    "tiny": Shape(4, 384, 6),
    "base": Shape(6, 512, 8),
    "small": Shape(12, 768, 12),
}


def write_random_model(folder: Path, shape: Shape, tokenizer: Path, *, seed: int = 0) -> None:
    """Write a CTranslate2 model (int8); `tokenizer` is the tokenizer.json to stretch."""
    folder.mkdir(parents=True, exist_ok=True)
    stretched = _stretched(json.loads(tokenizer.read_text(encoding="utf-8")))
    vocabulary = _vocabulary(stretched)
    spec = _RandomSpec(shape, len(vocabulary), np.random.default_rng(seed)).build()
    special = {token["content"]: token["id"] for token in stretched["added_tokens"]}
    spec.config.lang_ids = list(
        range(special["<|startoftranscript|>"] + 1, special["<|translate|>"])
    )
    spec.config.suppress_ids = [special["<|startoftranscript|>"]]
    spec.config.suppress_ids_begin = [special["<|endoftext|>"]]
    half = range(shape.layers // 2, shape.layers)
    spec.config.alignment_heads = [(layer, head) for layer in half for head in range(shape.heads)]
    spec.register_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(stretched), encoding="utf-8")
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": _MELS}))


class _RandomSpec:
    """Fills a WhisperSpec with weights small enough that the numbers stay sane."""

    def __init__(self, shape: Shape, vocabulary: int, rng: np.random.Generator) -> None:
        self._shape = shape
        self._vocabulary = vocabulary
        self._rng = rng

    def build(self) -> Any:
        shape, width = self._shape, self._shape.width
        spec = WhisperSpec(shape.layers, shape.heads, shape.layers, shape.heads)
        spec.encoder.conv1.weight = self._random(width, _MELS, 3)
        spec.encoder.conv1.bias = self._random(width)
        spec.encoder.conv2.weight = self._random(width, width, 3)
        spec.encoder.conv2.bias = self._random(width)
        spec.encoder.position_encodings.encodings = self._random(_AUDIO_POSITIONS, width)
        spec.decoder.position_encodings.encodings = self._random(_TEXT_POSITIONS, width)
        embeddings = self._random(self._vocabulary, width)
        embeddings[_TEXT_TOKENS] = 0.0  # the end of text never wins: all windows decode equally far
        spec.decoder.embeddings.weight = embeddings
        spec.decoder.projection.weight = embeddings
        for part in (spec.encoder, spec.decoder):
            self._norm(part.layer_norm)
            for layer in part.layer:
                self._fill(layer)
        return spec

    def _fill(self, layer: Any) -> None:
        width = self._shape.width
        self._norm(layer.self_attention.layer_norm)
        self._linear(layer.self_attention.linear[0], 3 * width, width)
        self._linear(layer.self_attention.linear[1], width, width)
        if hasattr(layer, "attention"):
            self._norm(layer.attention.layer_norm)
            self._linear(layer.attention.linear[0], width, width)
            self._linear(layer.attention.linear[1], 2 * width, width)
            self._linear(layer.attention.linear[2], width, width)
        self._norm(layer.ffn.layer_norm)
        self._linear(layer.ffn.linear_0, 4 * width, width)
        self._linear(layer.ffn.linear_1, width, 4 * width)

    def _norm(self, norm: Any) -> None:
        norm.gamma = np.ones(self._shape.width, dtype=np.float32)
        norm.beta = np.zeros(self._shape.width, dtype=np.float32)

    def _linear(self, linear: Any, outputs: int, inputs: int) -> None:
        linear.weight = self._random(outputs, inputs)
        linear.bias = self._random(outputs)

    def _random(self, *shape: int) -> Weights:
        return self._rng.standard_normal(shape, dtype=np.float32) * np.float32(0.05)


def _stretched(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """Put the special tokens where the stock checkpoints have them; fill up with made-up words."""
    specials = sorted(tokenizer["added_tokens"], key=lambda token: int(token["id"]))
    for number, token in enumerate(specials):
        token["id"] = _TEXT_TOKENS + number
    vocabulary = tokenizer["model"]["vocab"]
    for number in range(len(vocabulary), _TEXT_TOKENS):
        vocabulary[f"Ġword{number}"] = number
    if "" not in vocabulary:
        raise ValueError("CTranslate2 knows a multilingual model by the empty string in its words")
    return tokenizer


def _vocabulary(tokenizer: dict[str, Any]) -> list[str]:
    tokens = dict(tokenizer["model"]["vocab"])
    tokens.update({token["content"]: token["id"] for token in tokenizer["added_tokens"]})
    return sorted(tokens, key=lambda token: int(tokens[token]))


def main() -> None:
    """Write one model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shape", choices=sorted(SHAPES), default="base")
    parser.add_argument("--tokenizer", type=Path, default=Path("tests/digits/model/tokenizer.json"))
    arguments = parser.parse_args()
    write_random_model(arguments.folder, SHAPES[arguments.shape], arguments.tokenizer)


if __name__ == "__main__":
    main()
