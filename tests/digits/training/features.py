"""Log-mel spectrograms, number for number those of faster-whisper's feature extractor."""

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from torch import Tensor

SAMPLE_RATE = 16_000
HOP_LENGTH = 160
WINDOW_LENGTH = 400
MEL_BANDS = 80
FRAMES_PER_SECOND = SAMPLE_RATE // HOP_LENGTH
"""Mel frames a second; the encoder halves them to positions of 0.02 s."""
POSITIONS_PER_SECOND = FRAMES_PER_SECOND // 2
WINDOW_SECONDS = 30.0
DYNAMIC_RANGE_DECADES = 8.0

_FILTERS = torch.from_numpy(
    np.asarray(FeatureExtractor(feature_size=MEL_BANDS).mel_filters, dtype=np.float32)
)
_WINDOW = torch.hann_window(WINDOW_LENGTH)


def log_mel(waveforms: Tensor, loudest: Tensor | None = None) -> Tensor:
    """Turn (batch, samples) into (batch, 80, samples // 160) log-mel frames.

    `loudest` (batch,) is the log10 power to which the dynamic range refers when a louder
    passage lies outside of these samples; by default the loudest point inside of them.
    """
    spectrum = torch.stft(waveforms, WINDOW_LENGTH, HOP_LENGTH, window=_WINDOW, return_complex=True)
    power = spectrum[..., :-1].abs() ** 2
    log_power = torch.clamp(_FILTERS @ power, min=1e-10).log10()
    peak = log_power.amax(dim=(1, 2))
    if loudest is not None:
        peak = torch.maximum(peak, loudest)
    floor = (peak - DYNAMIC_RANGE_DECADES)[:, None, None]
    return (torch.maximum(log_power, floor) + 4.0) / 4.0
