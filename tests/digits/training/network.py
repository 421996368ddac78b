"""Whisper's network (Radford et al. 2022, arXiv:2212.04356), very small."""

import math
from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  # PyTorch's own convention
from torch import Tensor, nn

from tests.digits.training import vocabulary
from tests.digits.training.batches import FRAME_CLASSES, MODEL_POSITIONS, Batch
from tests.digits.training.features import MEL_BANDS

LOCAL_REACHES: Final = ((-6, -2, 2, 6), (-6, -2, 2, 6), (-10, 0, 10), (-14, 0, 14))
"""For each encoder layer, how many positions away its heads look before they have learned."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    width: int = 96
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 3
    text_positions: int = 448


def sinusoids(length: int, width: int) -> Tensor:
    """Whisper's position encodings: sines in the first half of the width, then cosines."""
    step = math.log(10_000) / (width // 2 - 1)
    speeds = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * speeds[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention with Whisper's missing key bias."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.width, shape.width)
        self.key = nn.Linear(shape.width, shape.width, bias=False)
        self.value = nn.Linear(shape.width, shape.width)
        self.out = nn.Linear(shape.width, shape.width)

    def split(self, projected: Tensor) -> Tensor:
        """(B, T, width) to (B, heads, T, width / heads)."""
        batch, length, width = projected.shape
        return projected.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def merge(self, mixed: Tensor) -> Tensor:
        """(B, heads, T, width / heads) to (B, T, width), projected."""
        merged: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return merged

    def forward(self, x: Tensor, source: Tensor, *, causal: bool = False) -> Tensor:
        """Mix `source` (B, S, width) for each of `x` (B, T, width)."""
        q, k, v = (
            self.split(self.query(x)),
            self.split(self.key(source)),
            self.split(self.value(source)),
        )
        return self.merge(F.scaled_dot_product_attention(q, k, v, is_causal=causal))

    def explained(self, x: Tensor, source: Tensor) -> tuple[Tensor, Tensor]:
        """Mix like `forward` and return the logarithms of the weights (B, heads, T, S) too."""
        q, k, v = (
            self.split(self.query(x)),
            self.split(self.key(source)),
            self.split(self.value(source)),
        )
        scores = (q @ k.transpose(2, 3)) / math.sqrt(q.shape[-1])
        logarithms = scores.log_softmax(dim=-1)
        return self.merge(logarithms.exp() @ v), logarithms

    @torch.no_grad()
    def look_nearby(self, reaches: tuple[int, ...]) -> None:
        """Start heads as windows on a neighbour so many positions away.

        A query's position encoding is rotated by the reach and compared with the keys' at twelve
        speeds; what would cost thousands of steps to discover is there from the first.
        """
        width = self.query.in_features
        size = width // self.heads
        step = math.log(10_000) / (width // 2 - 1)
        strength = 2.1
        for head, reach in enumerate(reaches):
            rows = slice(head * size, (head + 1) * size)
            self.query.weight[rows] *= 0.1
            self.key.weight[rows] *= 0.1
            for index in range(size // 2):
                sine, cosine = index + 1, index + 1 + width // 2
                angle = math.exp(-step * (index + 1)) * reach
                row = head * size + 2 * index
                self.key.weight[row, sine] += strength
                self.key.weight[row + 1, cosine] += strength
                self.query.weight[row, sine] += strength * math.cos(angle)
                self.query.weight[row, cosine] += strength * math.sin(angle)
                self.query.weight[row + 1, cosine] += strength * math.cos(angle)
                self.query.weight[row + 1, sine] -= strength * math.sin(angle)


def _feed_forward(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))


class EncoderLayer(nn.Module):
    """Self-attention and a feed-forward network, normalised before."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(shape.width)
        self.attention = Attention(shape)
        self.feed_norm = nn.LayerNorm(shape.width)
        self.feed = _feed_forward(shape.width)

    def forward(self, x: Tensor) -> Tensor:
        """Refine (B, T, width)."""
        normed = self.attention_norm(x)
        x = x + self.attention(normed, normed)
        refined: Tensor = x + self.feed(self.feed_norm(x))
        return refined


class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the sound, and a feed-forward network."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(shape.width)
        self.attention = Attention(shape)
        self.cross_norm = nn.LayerNorm(shape.width)
        self.cross = Attention(shape)
        self.feed_norm = nn.LayerNorm(shape.width)
        self.feed = _feed_forward(shape.width)

    def forward(self, x: Tensor, sound: Tensor) -> tuple[Tensor, Tensor]:
        """Refine (B, L, width); also return log attention weights (B, heads, L, T)."""
        normed = self.attention_norm(x)
        x = x + self.attention(normed, normed, causal=True)
        looked, weights = self.cross.explained(self.cross_norm(x), sound)
        x = x + looked
        return x + self.feed(self.feed_norm(x)), weights


class Encoder(nn.Module):
    """Spectrogram frames to positions of 0.02 s."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(MEL_BANDS, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(MODEL_POSITIONS, shape.width))
        self.positions: Tensor
        layers = [EncoderLayer(shape) for _ in range(shape.encoder_layers)]
        for layer, reaches in zip(layers, LOCAL_REACHES, strict=True):
            layer.attention.look_nearby(reaches)
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(shape.width)
        self._balance(shape.width // shape.heads // 2)

    @torch.no_grad()
    def _balance(self, speeds: int) -> None:
        """Let the sound be as loud as the position encodings that are added to it.

        PyTorch's first weights would drown it. A constant level says nothing and is taken out; the
        channels that carry the `speeds` which heads compare stay clear of it at first.
        """
        for conv in (self.conv1, self.conv2):
            conv.weight -= conv.weight.mean(dim=(1, 2), keepdim=True)
            conv.weight *= 4.0
        for first in (1, 1 + self.conv2.out_channels // 2):
            self.conv2.weight[first : first + speeds] *= 0.05

    def forward(self, mel: Tensor, offsets: Tensor) -> Tensor:
        """(B, 80, 2T) frames that begin at position `offsets` (B,) become (B, T, width)."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.positions[offsets[:, None] + torch.arange(x.shape[1])]
        for layer in self.layers:
            x = layer(x)
        encoded: Tensor = self.norm(x)
        return encoded


class TokenTable(nn.Module):
    """Token embeddings, shared by input and output.

    Timestamps are not 1501 unrelated tokens: theirs is a learned linear map of the position
    encoding of the moment that they name, so what is learned about one moment holds for all; which
    of them lie on the grid of tenths of seconds is learned once for all too.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Parameter(torch.randn(vocabulary.FIRST_TIMESTAMP, shape.width) * 0.05)
        self.clock = nn.Linear(shape.width, shape.width)
        nn.init.orthogonal_(self.clock.weight, 0.1)
        self.phases = nn.Parameter(torch.zeros(vocabulary.STEPS_IN_GRID, shape.width))
        self.register_buffer("moments", sinusoids(vocabulary.TIMESTAMPS, shape.width))
        self.moments: Tensor

    def forward(self) -> Tensor:
        """Return the whole table (tokens, width)."""
        phase = torch.arange(vocabulary.TIMESTAMPS) % vocabulary.STEPS_IN_GRID
        return torch.cat([self.words, self.clock(self.moments) + self.phases[phase]])


@dataclass(frozen=True)
class Answer:
    """What the network says about a batch."""

    logits: Tensor  # (B, L, tokens)
    log_attention: list[Tensor]  # for each decoder layer (B, heads, L, T)
    frames: list[Tensor]  # for each of FRAME_CLASSES (B, T, classes)


class Network(nn.Module):
    """The whole Whisper, and the encoder's training-only answers for each frame."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.table = TokenTable(shape)
        self.positions = nn.Parameter(sinusoids(shape.text_positions, shape.width) * 0.1)
        self.layers = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.norm = nn.LayerNorm(shape.width)
        self.spotters = nn.ModuleList(
            nn.Linear(shape.width, classes) for classes in FRAME_CLASSES.values()
        )

    def spot(self, batch: Batch) -> list[Tensor]:
        """Answer only what is asked of every frame: (B, T, classes) for each of FRAME_CLASSES."""
        sound = self.encoder(batch.mel, batch.offsets)
        return [spotter(sound) for spotter in self.spotters]

    def forward(self, batch: Batch) -> Answer:
        """Answer every question that the batch asks."""
        sound = self.encoder(batch.mel, batch.offsets)
        table = self.table()
        x = table[batch.given] + self.positions[: batch.given.shape[1]]
        attention = []
        for layer in self.layers:
            x, weights = layer(x, sound)
            attention.append(weights)
        logits = self.norm(x) @ table.T
        return Answer(logits, attention, [spotter(sound) for spotter in self.spotters])
