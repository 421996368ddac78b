"""A device that records which tokens it decoded from which features."""

from typing import TYPE_CHECKING, Any

import numpy as np
from faster_whisper import WhisperModel

if TYPE_CHECKING:
    from collections.abc import Callable

Recorded = dict[bytes, tuple[list[int], list[int], float]]


class Recorder:
    """Wraps a ctranslate2.models.Whisper.

    `heard` maps the features of a window to its prompt, its tokens and their score, from the first
    time these features were decoded.
    """

    def __init__(self, device: Any) -> None:
        self._device = device
        self._features: dict[bytes, bytes] = {}
        self.heard: Recorded = {}
        self.batches: list[int] = []
        self.before_first: Callable[[], None] | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    def encode(self, features: Any, **more: Any) -> Any:
        if self.before_first is not None:
            wait, self.before_first = self.before_first, None
            wait()
        encoded = self._device.encode(features, **more)
        for row, window in zip(np.asarray(encoded), np.asarray(features), strict=True):
            self._features[row.tobytes()] = window.tobytes()
        return encoded

    def generate(self, encoded: Any, prompts: list[list[int]], **search: Any) -> Any:
        results = self._device.generate(encoded, prompts, **search)
        self.batches.append(len(prompts))
        for row, prompt, result in zip(np.asarray(encoded), prompts, results, strict=True):
            window = self._features[row.tobytes()]
            self.heard.setdefault(window, (prompt, result.sequences_ids[0], result.scores[0]))
        return results


def recorded(model: WhisperModel) -> tuple[WhisperModel, Recorder]:
    """Put a recorder between a model and its device."""
    recorder = Recorder(model.model)
    model.model = recorder
    return model, recorder
