"""The network of pyannote/segmentation-3.0 in torch: who speaks in which frame of ten seconds.

Samples go through a SincNet (Ravanelli and Bengio, 2018, arXiv:1808.00158), four bidirectional LSTM
layers and two linear ones. Each frame gets one of seven classes: nobody, one of three speakers, or
two of them (Plaquet and Bredin, 2023, arXiv:2310.13025).
"""

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

_SAMPLE_RATE_HZ: Final = 16_000
_LOWEST_HZ: Final = 50.0
_NARROWEST_HZ: Final = 50.0
_STRIDE: Final = 10
_FILTERS: Final = 80
_CHANNELS: Final = 60
_HIDDEN: Final = 128
_CLASSES: Final = 7


class Segmentation(nn.Module):
    """Maps (batch, 1, samples) to the logarithms of probabilities, (batch, frames, 7)."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.wave_norm = nn.InstanceNorm1d(1, affine=True)
        self.filters = nn.Parameter(_band_passes(weights), requires_grad=False)
        self.convolutions = nn.ModuleList(
            [nn.Conv1d(_FILTERS, _CHANNELS, 5), nn.Conv1d(_CHANNELS, _CHANNELS, 5)]
        )
        sizes = (_FILTERS, _CHANNELS, _CHANNELS)
        self.norms = nn.ModuleList([nn.InstanceNorm1d(size, affine=True) for size in sizes])
        self.lstm = nn.LSTM(_CHANNELS, _HIDDEN, 4, bidirectional=True, batch_first=True)
        self.linear = nn.ModuleList([nn.Linear(2 * _HIDDEN, _HIDDEN), nn.Linear(_HIDDEN, _HIDDEN)])
        self.classifier = nn.Linear(_HIDDEN, _CLASSES)
        self.load_state_dict({"filters": self.filters, **_renamed(weights)})

    def forward(self, samples: Tensor) -> Tensor:
        """Return the logarithm of each class's probability in each frame."""
        found = functional.conv1d(self.wave_norm(samples), self.filters, stride=_STRIDE).abs()
        found = functional.leaky_relu(self.norms[0](functional.max_pool1d(found, 3)))
        for convolution, norm in zip(self.convolutions, self.norms[1:], strict=True):
            found = functional.leaky_relu(norm(functional.max_pool1d(convolution(found), 3)))
        found, _ = self.lstm(found.transpose(1, 2))
        for linear in self.linear:
            found = functional.leaky_relu(linear(found))
        return functional.log_softmax(self.classifier(found), dim=-1)


def _band_passes(weights: Mapping[str, Tensor]) -> Tensor:
    """Compute the filters from the learned edges of their bands: 40 even ones, then 40 odd ones."""
    of = {name.rpartition(".")[2]: value for name, value in weights.items() if "filterbank" in name}
    low = _LOWEST_HZ + of["low_hz_"].abs()
    high = (low + _NARROWEST_HZ + of["band_hz_"].abs()).clamp(_LOWEST_HZ, _SAMPLE_RATE_HZ / 2)
    times, window, width = of["n_"], of["window_"], 2 * (high - low)
    even = (torch.sin(high @ times) - torch.sin(low @ times)) / (times / 2) * window
    odd = (torch.cos(low @ times) - torch.cos(high @ times)) / (times / 2) * window
    rows = (
        torch.cat([even, width, even.flip(1)], dim=1),
        torch.cat([odd, torch.zeros_like(width), -odd.flip(1)], dim=1),
    )
    return (torch.cat(rows) / width.repeat(2, 1))[:, None]


def _renamed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Give the checkpoint's weights the names of this module's."""
    names = {
        "sincnet.wav_norm1d.": "wave_norm.",
        "sincnet.conv1d.1.": "convolutions.0.",
        "sincnet.conv1d.2.": "convolutions.1.",
        "sincnet.norm1d.": "norms.",
    }
    renamed = {}
    for name, value in weights.items():
        if "filterbank" not in name:
            old = next((each for each in names if name.startswith(each)), "")
            renamed[names.get(old, "") + name.removeprefix(old)] = value
    return renamed
