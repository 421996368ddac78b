"""Hear a window again in other ways where its first reading cannot be believed."""

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
from adapters.whisper.recognition.coverage import Stretch
from adapters.whisper.recognition.decoder import Decoder, Order
from adapters.whisper.recognition.guards import Doubt, Guards
from adapters.whisper.recognition.hypothesis import Hypothesis, joined
from adapters.whisper.recognition.reading import Reading

# Shorter sound is not cut in two: each half would have too little to go by.
_SHORTEST_CUT_SECONDS: Final = 6.0
# Text that another way of hearing gives again at nearly the same length was really said.
_CONFIRMED_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class SecondHearing:
    """Tries, one after another, what helps most for its price.

    First the full context, where the window was given a shorter one; then its two halves, each
    alone; then rising temperatures. It ends with the first reading that can be believed.
    """

    decoder: Decoder
    guards: Guards

    def __call__(
        self, first: Reading, order: Order, features: Features, speech: Sequence[Stretch]
    ) -> Reading:
        """Give the best of all readings of the same sound."""
        best = first
        for again in self._readings(order, features):
            confirmed = self._confirms(again, best)
            best = self.guards.better(best, again, speech)
            if confirmed or self.guards.doubt(best) is None:
                break
        return best

    def _readings(self, order: Order, features: Features) -> Iterator[Reading]:
        short = features.shape[-1] < FULL_FRAMES
        whole = self.decoder.encode([padded(features)]) if short else None
        if whole is not None:
            yield self.decoder.read(whole, [order])[0]
        if order.seconds >= _SHORTEST_CUT_SECONDS:
            yield self._halves(order, features)
        if len(order.rules.temperatures) > 1:
            whole = whole or self.decoder.encode([features])
            yield self.decoder.read_hotter(whole.all, order)

    def _halves(self, order: Order, features: Features) -> Reading:
        cut = quietest_moment(features, order.seconds)
        first = self._alone(order.lasting(cut), part_of(features, 0.0, cut))
        second = self._alone(
            order.lasting(order.seconds - cut), part_of(features, cut, order.seconds)
        ).moved(cut)
        return Reading(joined(first.hypothesis, second.hypothesis), first.words + second.words)

    def _alone(self, order: Order, features: Features) -> Reading:
        reading = self.decoder.read(self.decoder.encode([padded(features)]), [order])[0]
        if not self.guards.is_silence(reading.hypothesis):
            return reading
        return Reading(silent(reading.hypothesis), ())

    def _confirms(self, again: Reading, before: Reading) -> bool:
        """Say whether two ways of hearing agree on text that was doubted for its repetitions."""
        if any(self.guards.doubt(each) is not Doubt.REPETITIVE for each in (again, before)):
            return False
        lengths = sorted(len(each.words) for each in (again, before))
        return lengths[0] >= _CONFIRMED_SHARE * lengths[1]


def silent(said: Hypothesis) -> Hypothesis:
    """Give the same without text."""
    return Hypothesis((), "", said.avg_logprob, said.no_speech_prob, said.temperature)


def quietest_moment(features: Features, seconds: float) -> float:
    """Find the quietest tenth of a second in the middle third of the sound, in seconds."""
    first, last = (round(seconds * FRAMES_PER_SECOND * share) for share in (1 / 3, 2 / 3))
    width = FRAMES_PER_SECOND // 10
    loudness = np.convolve(features[:, first:last].mean(axis=0), np.ones(width), "valid")
    return (first + int(np.argmin(loudness)) + width / 2) / FRAMES_PER_SECOND
