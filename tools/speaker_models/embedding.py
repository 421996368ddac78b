"""CAM++ in torch: a voice as 192 numbers.

Wang et al., 2023 (arXiv:2303.00332): a convolutional head over time and frequency, three dense
blocks of time-delay layers whose output is weighted by its context, and the mean and deviation over
time. Modules are named as in the checkpoint, so that its weights load by name.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

_HEAD: Final = 32
_GROWTH: Final = 32
_BOTTLENECK: Final = 128
_CONTEXT_FRAMES: Final = 100
_EMBEDDING: Final = 192
# Layers and dilation of each block.
_BLOCKS: Final = ((12, 1), (24, 2), (16, 2))


class Embedding(nn.Module):
    """Maps (batch, frames, 80 mel bins) to (batch, 192)."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.head = _Head()
        parts: list[tuple[str, nn.Module]] = [("tdnn", _FirstLayer())]
        channels = _BOTTLENECK
        for number, (layers, dilation) in enumerate(_BLOCKS, start=1):
            parts.append((f"block{number}", _DenseBlock(channels, layers, dilation)))
            channels += layers * _GROWTH
            parts.append((f"transit{number}", _Transit(channels)))
            channels //= 2
        parts += [
            ("out_nonlinear", _normalised(channels)),
            ("stats", _Statistics()),
            ("dense", _Last(2 * channels)),
        ]
        self.xvector = nn.Sequential(OrderedDict(parts))
        self.load_state_dict(weights)

    def forward(self, mels: Tensor) -> Tensor:
        """Return the embedding of each sequence of frames, which is not normalised."""
        embedding: Tensor = self.xvector(self.head(mels.transpose(1, 2)))
        return embedding


def _normalised(channels: int) -> nn.Sequential:
    return nn.Sequential(OrderedDict(batchnorm=nn.BatchNorm1d(channels), relu=nn.ReLU()))


class _Residual(nn.Module):
    """Two convolutions beside a shortcut; `stride` halves the frequencies."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(_HEAD, _HEAD, 3, (stride, 1), 1, bias=False)
        self.bn1 = nn.BatchNorm2d(_HEAD)
        self.conv2 = nn.Conv2d(_HEAD, _HEAD, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(_HEAD)
        self.shortcut = nn.Sequential()
        if stride > 1:
            projection = nn.Conv2d(_HEAD, _HEAD, 1, (stride, 1), bias=False)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(_HEAD))

    def forward(self, found: Tensor) -> Tensor:
        inner = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(found)))))
        return functional.relu(inner + self.shortcut(found))


class _Head(nn.Module):
    """Turns 80 mel bins into 320 channels, invariant to small shifts in frequency."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, _HEAD, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(_HEAD)
        self.layer1 = nn.Sequential(_Residual(2), _Residual(1))
        self.layer2 = nn.Sequential(_Residual(2), _Residual(1))
        self.conv2 = nn.Conv2d(_HEAD, _HEAD, 3, (2, 1), 1, bias=False)
        self.bn2 = nn.BatchNorm2d(_HEAD)

    def forward(self, mels: Tensor) -> Tensor:
        found = functional.relu(self.bn1(self.conv1(mels[:, None])))
        found = self.layer2(self.layer1(found))
        return functional.relu(self.bn2(self.conv2(found))).flatten(1, 2)


class _FirstLayer(nn.Module):
    """Halves the number of frames."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Conv1d(10 * _HEAD, _BOTTLENECK, 5, 2, 2, bias=False)
        self.nonlinear = _normalised(_BOTTLENECK)

    def forward(self, found: Tensor) -> Tensor:
        output: Tensor = self.nonlinear(self.linear(found))
        return output


class _ContextMask(nn.Module):
    """A time-delay layer whose output is weighted by the mean of all frames and of each second."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(
            _BOTTLENECK, _GROWTH, 3, padding=dilation, dilation=dilation, bias=False
        )
        self.linear1 = nn.Conv1d(_BOTTLENECK, _BOTTLENECK // 2, 1)
        self.linear2 = nn.Conv1d(_BOTTLENECK // 2, _GROWTH, 1)

    def forward(self, found: Tensor) -> Tensor:
        length = _CONTEXT_FRAMES
        means = functional.avg_pool1d(found, length, length, ceil_mode=True)
        spread = means[..., None].expand(-1, -1, -1, length).flatten(2)[..., : found.shape[-1]]
        context = functional.relu(self.linear1(found.mean(-1, keepdim=True) + spread))
        return self.linear_local(found) * torch.sigmoid(self.linear2(context))


class _DenseLayer(nn.Module):
    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = _normalised(channels)
        self.linear1 = nn.Conv1d(channels, _BOTTLENECK, 1, bias=False)
        self.nonlinear2 = _normalised(_BOTTLENECK)
        self.cam_layer = _ContextMask(dilation)

    def forward(self, found: Tensor) -> Tensor:
        output: Tensor = self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(found))))
        return output


class _DenseBlock(nn.Module):
    """Each layer sees the output of all layers before it."""

    def __init__(self, channels: int, layers: int, dilation: int) -> None:
        super().__init__()
        for index in range(layers):
            layer = _DenseLayer(channels + index * _GROWTH, dilation)
            self.add_module(f"tdnnd{index + 1}", layer)

    def forward(self, found: Tensor) -> Tensor:
        for layer in self.children():
            found = torch.cat([found, layer(found)], dim=1)
        return found


class _Transit(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.nonlinear = _normalised(channels)
        self.linear = nn.Conv1d(channels, channels // 2, 1, bias=False)

    def forward(self, found: Tensor) -> Tensor:
        output: Tensor = self.linear(self.nonlinear(found))
        return output


class _Statistics(nn.Module):
    def forward(self, found: Tensor) -> Tensor:
        return torch.cat([found.mean(-1), found.std(-1)], dim=-1)[..., None]


class _Last(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Conv1d(channels, _EMBEDDING, 1, bias=False)
        norm = nn.BatchNorm1d(_EMBEDDING, affine=False)
        self.nonlinear = nn.Sequential(OrderedDict(batchnorm=norm))

    def forward(self, found: Tensor) -> Tensor:
        output: Tensor = self.nonlinear(self.linear(found)[..., 0])
        return output
