"""Write a trained network as CTranslate2 files that faster-whisper loads."""

import json
from pathlib import Path
from typing import Any, Final, cast

import torch
from ctranslate2.specs import (
    WhisperSpec,
    attention_spec,
    common_spec,
    transformer_spec,
)
from torch import Tensor, nn

from tests.digits.training import vocabulary
from tests.digits.training.network import Attention, DecoderLayer, EncoderLayer, Network

ALIGNMENT_HEADS: Final = ((2, 0), (2, 1))
"""Decoder (layer, head) pairs from which word times are read."""
_SUPPRESSED: Final = (
    vocabulary.START,
    vocabulary.TRANSLATE,
    vocabulary.TRANSCRIBE,
    vocabulary.IDS["<|startoflm|>"],
    vocabulary.PREVIOUS,
    vocabulary.NO_SPEECH,
)
_PREPROCESSOR: Final = {
    "chunk_length": 30,
    "dither": 0.0,
    "feature_extractor_type": "WhisperFeatureExtractor",
    "feature_size": 80,
    "hop_length": 160,
    "n_fft": 400,
    "n_samples": 480_000,
    "nb_max_frames": 3000,
    "padding_side": "right",
    "padding_value": 0.0,
    "return_attention_mask": False,
    "sampling_rate": 16_000,
}


def _array(tensor: Tensor) -> Any:
    return tensor.detach().float().contiguous().numpy()


def _set_linear(spec: common_spec.LinearSpec, *layers: nn.Linear) -> None:
    """Copy layers that read the same input, one below the other."""
    weights: list[Tensor] = [layer.weight for layer in layers]
    spec.weight = _array(torch.cat(weights))
    biases = [
        layer.bias if layer.bias is not None else torch.zeros(layer.out_features)
        for layer in layers
    ]
    spec.bias = _array(torch.cat(biases))


def _set_norm(spec: common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _array(norm.weight), _array(norm.bias)


def _set_attention(
    spec: attention_spec.MultiHeadAttentionSpec, attention: Attention, *, crossed: bool = False
) -> None:
    if crossed:
        _set_linear(spec.linear[0], attention.query)
        _set_linear(spec.linear[1], attention.key, attention.value)
    else:
        _set_linear(spec.linear[0], attention.query, attention.key, attention.value)
    _set_linear(spec.linear[-1], attention.out)


def _set_feed_forward(
    spec: transformer_spec.FeedForwardSpec, norm: nn.LayerNorm, feed: nn.Sequential
) -> None:
    _set_norm(spec.layer_norm, norm)
    inner, outer = (layer for layer in feed if isinstance(layer, nn.Linear))
    _set_linear(spec.linear_0, inner)
    _set_linear(spec.linear_1, outer)


def _set_encoder_layer(spec: Any, layer: EncoderLayer) -> None:
    _set_norm(spec.self_attention.layer_norm, layer.attention_norm)
    _set_attention(spec.self_attention, layer.attention)
    _set_feed_forward(spec.ffn, layer.feed_norm, layer.feed)


def _set_decoder_layer(spec: Any, layer: DecoderLayer) -> None:
    _set_norm(spec.self_attention.layer_norm, layer.attention_norm)
    _set_attention(spec.self_attention, layer.attention)
    _set_norm(spec.attention.layer_norm, layer.cross_norm)
    _set_attention(spec.attention, layer.cross, crossed=True)
    _set_feed_forward(spec.ffn, layer.feed_norm, layer.feed)


def _set_encoder(spec: Any, network: Network) -> None:
    encoder = network.encoder
    for conv_spec, conv in ((spec.conv1, encoder.conv1), (spec.conv2, encoder.conv2)):
        conv_spec.weight = _array(conv.weight)
        conv_spec.bias = _array(cast("Tensor", conv.bias))
    spec.position_encodings.encodings = _array(encoder.positions)
    _set_norm(spec.layer_norm, encoder.norm)
    for layer_spec, layer in zip(spec.layer, encoder.layers, strict=True):
        _set_encoder_layer(layer_spec, cast("EncoderLayer", layer))


def _set_decoder(spec: Any, network: Network) -> None:
    table = _array(network.table())
    spec.embeddings.weight = table
    spec.projection.weight = table
    spec.position_encodings.encodings = _array(network.positions)
    _set_norm(spec.layer_norm, network.norm)
    for layer_spec, layer in zip(spec.layer, network.layers, strict=True):
        _set_decoder_layer(layer_spec, cast("DecoderLayer", layer))


def specification(network: Network) -> WhisperSpec:
    """Describe the network as CTranslate2 wants it."""
    shape = network.shape
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _set_encoder(spec.encoder, network)
    _set_decoder(spec.decoder, network)
    spec.register_vocabulary(vocabulary.TOKENS)
    spec.config.suppress_ids = list(_SUPPRESSED)
    # Whisper also forbids the end token at first. Here silence is answered with it at once.
    spec.config.suppress_ids_begin = [vocabulary.SPACE]
    spec.config.alignment_heads = [list(pair) for pair in ALIGNMENT_HEADS]
    spec.config.lang_ids = vocabulary.LANGUAGE_IDS
    return spec


def export(network: Network, folder: Path) -> None:
    """Write all files of the model, weights as 8-bit integers."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = specification(network)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    documents = {
        "tokenizer.json": vocabulary.tokenizer_document(),
        "preprocessor_config.json": _PREPROCESSOR,
    }
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=1)
        (folder / name).write_text(text + "\n", encoding="utf-8")
