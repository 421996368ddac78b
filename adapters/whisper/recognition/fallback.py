"""Decode a window again in other ways if its first result is not reliable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from adapters.whisper.features import (
    FRAMES_PER_SECOND,
    FULL_FRAMES,
    Features,
    padded,
    part_of,
)
from adapters.whisper.recognition.coverage import Interval
from adapters.whisper.recognition.decoder import Decoder, DecodingRequest
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.hypothesis import Hypothesis, joined
from adapters.whisper.recognition.quality_checks import FallbackReason, QualityChecks

# Shorter sound is not cut in two: each half would give the model too little context.
_SHORTEST_CUT_SECONDS: Final = 6.0
# Repetitive text was really said if another way of decoding gives at least this share of it.
_CONFIRMED_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Fallback:
    """Tries other ways of decoding, the one that helps most for its cost first.

    First the full context, if the window had a shorter one; then its two halves, separately; then
    rising temperatures. It stops at the first reliable result.
    """

    decoder: Decoder
    checks: QualityChecks

    def __call__(
        self,
        first: DecodingResult,
        request: DecodingRequest,
        features: Features,
        speech: Sequence[Interval],
    ) -> DecodingResult:
        """Return the best of all results for the same sound."""
        best = first
        for again in self._results(request, features):
            confirmed = self._confirms(again, best)
            best = self.checks.better(best, again, speech)
            if confirmed or self.checks.fallback_reason(best) is None:
                break
        return best

    def _results(self, request: DecodingRequest, features: Features) -> Iterator[DecodingResult]:
        short = features.shape[-1] < FULL_FRAMES
        whole = self.decoder.encode([padded(features)]) if short else None
        if whole is not None:
            yield self.decoder.decode(whole, [request])[0]
        if request.seconds >= _SHORTEST_CUT_SECONDS:
            yield self._halves(request, features)
        if len(request.rules.temperatures) > 1:
            whole = whole or self.decoder.encode([features])
            yield self.decoder.decode_at_higher_temperatures(whole.all, request)

    def _halves(self, request: DecodingRequest, features: Features) -> DecodingResult:
        cut = quietest_moment(features, request.seconds)
        first = self._alone(request.with_duration(cut), part_of(features, 0.0, cut))
        second = self._alone(
            request.with_duration(request.seconds - cut), part_of(features, cut, request.seconds)
        ).moved(cut)
        return DecodingResult(
            joined(first.hypothesis, second.hypothesis), first.words + second.words
        )

    def _alone(self, request: DecodingRequest, features: Features) -> DecodingResult:
        result = self.decoder.decode(self.decoder.encode([padded(features)]), [request])[0]
        if not self.checks.is_silence(result.hypothesis):
            return result
        return DecodingResult(silent(result.hypothesis), ())

    def _confirms(self, again: DecodingResult, before: DecodingResult) -> bool:
        """Say whether two ways of decoding agree on text that was rejected for its repetitions."""
        if any(
            self.checks.fallback_reason(each) is not FallbackReason.REPETITIVE
            for each in (again, before)
        ):
            return False
        lengths = sorted(len(each.words) for each in (again, before))
        return lengths[0] >= _CONFIRMED_SHARE * lengths[1]


def silent(said: Hypothesis) -> Hypothesis:
    """Return the same hypothesis without text."""
    return Hypothesis((), "", said.avg_logprob, said.no_speech_prob, said.temperature)


def quietest_moment(features: Features, seconds: float) -> float:
    """Return the time in seconds of the quietest moment in the middle third of the sound."""
    first, last = (round(seconds * FRAMES_PER_SECOND * share) for share in (1 / 3, 2 / 3))
    width = FRAMES_PER_SECOND // 10
    loudness = np.convolve(features[:, first:last].mean(axis=0), np.ones(width), "valid")
    return (first + int(np.argmin(loudness)) + width / 2) / FRAMES_PER_SECOND
