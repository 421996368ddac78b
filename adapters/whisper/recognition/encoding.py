"""Encode windows for the decoder."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from ctranslate2 import StorageView
from faster_whisper import WhisperModel

from adapters.whisper.features import Features

Encoded = Any
"""A ctranslate2.StorageView of shape (windows, frames / 2, width)."""


class Encodings:
    """The encodings of a batch of windows with the same number of frames.

    A CPU encodes windows one by one: one window fills its caches, and a batch is slower
    (benchmarks/RESULTS.md). A GPU encodes all at once, and the encodings stay in its memory.
    """

    def __init__(self, model: WhisperModel, batch: Sequence[Features]) -> None:
        self._model = model
        self._batch = batch
        self._rows: list[Encoded] = []
        if model.model.device == "cpu":
            self._rows = [self._encode([each]) for each in batch]
            self.all = self._rows[0] if len(batch) == 1 else _stacked(self._rows)
        else:
            self.all = self._encode(batch)

    def of(self, index: int) -> Encoded:
        """Return the encoding of one window."""
        if len(self._batch) == 1:
            return self.all
        return self._rows[index] if self._rows else self._encode([self._batch[index]])

    def _encode(self, batch: Sequence[Features]) -> Encoded:
        return self._model.encode(np.stack(batch))


def _stacked(rows: Sequence[Encoded]) -> Encoded:
    return StorageView.from_array(np.concatenate([np.asarray(row) for row in rows]))
