"""Hear again, alone, the speech of a window that no word covers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from adapters.whisper.recognition.coverage import Stretch, holes
from adapters.whisper.recognition.decoder import Decoder, Order
from adapters.whisper.recognition.guards import Guards
from adapters.whisper.recognition.reading import Reading
from adapters.whisper.recognition.words import AlignedWord, bare
from adapters.whisper.speech.features import FULL_FRAMES, Features, padded, part_of, short_length

Words = tuple[AlignedWord, ...]

# Each hole is heard once; what is found may leave smaller ones, which get their turn.
_MOST_HEARINGS: Final = 6
# What lies this much around a hole is heard with it, so that no word is cut in two.
_AROUND_SECONDS: Final = 0.2
# Short sound leads the model to say something at any price, so it is believed with more care.
_LEAST_LOGPROB: Final = -0.8
_LEAST_WORD_PROBABILITY: Final = 0.4


@dataclass(frozen=True, slots=True)
class HoleFilling:
    """Hears holes in order, until all speech is covered or each hole was tried."""

    decoder: Decoder
    guards: Guards

    def __call__(
        self,
        words: Words,
        order: Order,
        features: Features,
        speech: Sequence[Stretch],
        shortest: float,
    ) -> Words:
        """Give the words with those that were found; holes under `shortest` seconds are left."""
        tried: list[Stretch] = []
        while len(tried) < _MOST_HEARINGS:
            hole = _next(holes(speech, words, shortest=shortest), words, tried)
            if hole is None:
                break
            tried.append(hole)
            words = self._filled(words, hole, order, features)
        return words

    def _filled(self, words: Words, hole: Stretch, order: Order, features: Features) -> Words:
        over = [word for word in words if word.start < hole.start and word.end > hole.end]
        start = min([hole.start, *(word.start for word in over)]) - _AROUND_SECONDS
        end = max([hole.end, *(word.end for word in over)]) + _AROUND_SECONDS
        start, end = max(0.0, start), min(end, order.seconds)
        found = self._hear(order, features, Stretch(start, end))
        inside = tuple(word for word in found if start <= (word.start + word.end) / 2 <= end)
        if not inside:
            return words
        again = {bare(word.text) for word in inside}
        kept = [each for each in words if each not in over or bare(each.text) not in again]
        return _inserted(kept, inside)

    def _hear(self, order: Order, features: Features, stretch: Stretch) -> Words:
        part = part_of(features, stretch.start, stretch.end)
        order = order.unprompted()
        short = features.shape[-1] < FULL_FRAMES
        alone = order.lasting(stretch.seconds)
        frames = short_length(part.shape[-1]) if short else FULL_FRAMES
        reading = self._read(alone, padded(part, frames))
        if short and not self._believed(reading):
            reading = self._read(alone, padded(part))
        return reading.moved(stretch.start).words if self._believed(reading) else ()

    def _read(self, order: Order, features: Features) -> Reading:
        return self.decoder.read(self.decoder.encode([features]), [order])[0]

    def _believed(self, reading: Reading) -> bool:
        said = reading.hypothesis
        if said.no_speech_prob > self.guards.no_speech or said.avg_logprob < _LEAST_LOGPROB:
            return False
        if not reading.words or self.guards.doubt(reading) is not None:
            return False
        mean = sum(word.probability for word in reading.words) / len(reading.words)
        return mean >= _LEAST_WORD_PROBABILITY


def _next(found: Sequence[Stretch], words: Words, tried: Sequence[Stretch]) -> Stretch | None:
    """Give the first hole that was not tried, joined with those behind it up to the next word."""
    for index, hole in enumerate(found):
        if any(_overlaps(hole, each) for each in tried):
            continue
        end = hole.end
        for later in found[index + 1 :]:
            if any(hole.end <= word.start < later.start for word in words):
                break
            end = later.end
        return Stretch(hole.start, end)
    return None


def _overlaps(hole: Stretch, tried: Stretch) -> bool:
    """Say whether most of a hole was heard before, from about the same moment on."""
    return abs(hole.start - tried.start) < 2 * _AROUND_SECONDS or (
        tried.start <= hole.start and hole.end <= tried.end and hole.seconds > tried.seconds / 2
    )


def _inserted(words: Sequence[AlignedWord], found: Words) -> Words:
    """Put words between those around them, without saying again what stands beside them."""
    at = sum(word.start < found[0].start for word in words)
    before, after = list(words[:at]), list(words[at:])
    kept = list(found)
    if before and bare(before[-1].text) == bare(kept[0].text):
        kept = kept[1:]
    if after and kept and bare(after[0].text) == bare(kept[-1].text):
        kept = kept[:-1]
    if before and kept and before[-1].end > kept[0].start:
        before[-1] = replace(before[-1], end=max(before[-1].start, kept[0].start))
    if after and kept and kept[-1].end > after[0].start:
        kept[-1] = replace(kept[-1], end=max(kept[-1].start, after[0].start))
    return (*before, *kept, *after)
