"""A fake device with scripted text, times and languages."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from adapters.sound.speech.window import Window
from adapters.whisper.features import Features
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.early_progress import EarlyProgress
from adapters.whisper.lanes.stream import QueuedWindow, Stream
from domain.options import TranscriptionOptions
from domain.transcript import DetectedLanguage
from tests.fakes.whisper_model import WORDS, FakeDevice

Item = TypeVar("Item")
Ranked = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """Digits with their times in seconds (each start, and the last end), and their scores."""

    text: str
    moments: tuple[float, ...] = (0.0,)
    logprob: float = -0.2
    no_speech: float = 0.01

    @property
    def tokens(self) -> list[int]:
        return [WORDS.index(word) for word in self.text.split()]


def line(text: str, start: float = 0.0, *, each: float = 0.5, **more: Any) -> Line:
    """Make consecutive digits of equal length."""
    moments = tuple(start + number * each for number in range(len(text.split()) + 1))
    return Line(text, moments, **more)


class ScriptedDevice(FakeDevice):
    """Writes its lines one by one, and the last of them forever.

    `rankings` are its languages, one window after another, and the last forever.
    """

    def __init__(self, *lines: Line, rankings: Sequence[Ranked] = ()) -> None:
        super().__init__()
        self._lines = deque(lines)
        self._rankings = deque(rankings)
        self._spoken: list[Line] = []
        self.frames: list[int] = []

    @override
    def encode(self, features: Any, *, to_cpu: bool) -> NDArray[np.float32]:
        self.frames.append(np.asarray(features).shape[-1])
        return super().encode(features, to_cpu=to_cpu)

    @override
    def detect_language(self, encoded: NDArray[np.float32]) -> list[Ranked]:
        self.languages_asked += 1
        return [[(f"<|{code}|>", share) for code, share in _next(self._rankings)] for _ in encoded]

    @override
    def generate(
        self, encoded: NDArray[np.float32], prompts: Sequence[list[int]], **search: Any
    ) -> list[Any]:
        self.prompts += prompts
        self.temperatures.append(search.get("sampling_temperature", 0.0))
        self._spoken = [_next(self._lines) for _ in prompts]
        return [
            SimpleNamespace(
                sequences_ids=[each.tokens], scores=[each.logprob], no_speech_prob=each.no_speech
            )
            for each in self._spoken
        ]

    @override
    def align(
        self,
        encoded: NDArray[np.float32],
        start: Sequence[int],
        texts: Sequence[list[int]],
        frames: Sequence[int],
        *,
        median_filter_width: int,
    ) -> list[Any]:
        return [
            SimpleNamespace(
                text_token_probs=[0.9] * len(each.tokens),
                alignments=[(n, round(moment * 50)) for n, moment in enumerate(each.moments)],
            )
            for each in self._spoken
        ]


def queued_window(
    window: Window,
    options: TranscriptionOptions | None = None,
    *,
    detected: DetectedLanguage | None = None,
    frames: int = 3000,
    opening: Features | None = None,
) -> QueuedWindow:
    """Make a queued window of its own recording."""
    decoding_context = DecodingContext(options or TranscriptionOptions(), detected=detected)
    stream = cast(
        "Stream", SimpleNamespace(decoding_context=decoding_context, early=EarlyProgress())
    )
    return QueuedWindow(
        stream, window.index, window, np.zeros((80, frames), dtype=np.float32), opening
    )


def _next(items: deque[Item]) -> Item:
    return items.popleft() if len(items) > 1 else items[0]
