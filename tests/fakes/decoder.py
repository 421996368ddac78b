"""Fake decoders that know what is said, or return given results."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from typing_extensions import override

from adapters.whisper.features import FRAMES_PER_SECOND, Features
from adapters.whisper.recognition.decoder import Decoder, DecodingRequest
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.words import AlignedWord
from tests.aligned import result


def request(seconds: float, *, temperatures: Sequence[float] = (0.0, 0.2)) -> DecodingRequest:
    """Make a request for sound of this length, with a prompt."""
    rules: Any = SimpleNamespace(temperatures=list(temperatures))
    tokenizer: Any = None
    return DecodingRequest(tokenizer, rules, prompt=[7, 1], plain_prompt=[1], seconds=seconds)


def moments(seconds: float, frames: int) -> Features:
    """Make features that hold their own time, and silence after them."""
    sounding = np.arange(round(seconds * FRAMES_PER_SECOND), dtype=np.float32)
    return np.pad(sounding, (0, frames - len(sounding)), constant_values=-1.0)[None]


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of the decoder: the start and the length in seconds, and the number of frames."""

    start: float
    seconds: float
    frames: int
    prompted: bool
    at_higher_temperatures: bool = False


class FakeDecoder:
    """Records its calls; the features must be made by `moments`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    @property
    def as_decoder(self) -> Decoder:
        """The fake, typed as a Decoder."""
        return cast("Decoder", self)

    def encode(self, features: Sequence[Features]) -> Any:
        return SimpleNamespace(all=np.stack(features))

    def decode(self, encodings: Any, requests: Sequence[DecodingRequest]) -> list[DecodingResult]:
        (features,), (only,) = encodings.all, requests
        self.asked.append(self._asked(features, only, at_higher_temperatures=False))
        return [self.answer(self.asked[-1])]

    def decode_at_higher_temperatures(self, encoded: Any, only: DecodingRequest) -> DecodingResult:
        self.asked.append(self._asked(encoded[0], only, at_higher_temperatures=True))
        return self.answer(self.asked[-1])

    def _asked(
        self, features: Features, only: DecodingRequest, *, at_higher_temperatures: bool
    ) -> Asked:
        start = float(features[0, 0]) / FRAMES_PER_SECOND
        prompted = only.prompt != only.plain_prompt
        return Asked(start, only.seconds, features.shape[-1], prompted, at_higher_temperatures)

    def answer(self, asked: Asked) -> DecodingResult:
        """Return the result for this part, with times from its start."""
        raise NotImplementedError


class Script(FakeDecoder):
    """Returns its results one by one, and the last of them forever."""

    def __init__(self, *results: DecodingResult) -> None:
        super().__init__()
        self._results = deque(results)

    @override
    def answer(self, asked: Asked) -> DecodingResult:
        del asked
        return self._results.popleft() if len(self._results) > 1 else self._results[0]


class Truth(FakeDecoder):
    """Returns the words that were said in the part that it is given."""

    def __init__(self, words: Sequence[AlignedWord]) -> None:
        super().__init__()
        self.words = words

    @override
    def answer(self, asked: Asked) -> DecodingResult:
        end = asked.start + asked.seconds
        inside = [
            replace(each, start=each.start - asked.start, end=each.end - asked.start)
            for each in self.words
            if asked.start <= (each.start + each.end) / 2 <= end
        ]
        return result(inside)
