"""Hear again, alone, the speech of a window that no word covers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from adapters.whisper.features import FULL_FRAMES, Features, padded, part_of, short_length
from adapters.whisper.recognition.coverage import Stretch, holes
from adapters.whisper.recognition.decoder import Decoder, Order
from adapters.whisper.recognition.encoding import Encoded
from adapters.whisper.recognition.guards import Guards
from adapters.whisper.recognition.reading import Reading
from adapters.whisper.recognition.words import AlignedWord, bare

Words = tuple[AlignedWord, ...]
InOwnLanguage = Callable[[Encoded, Order], Order]
"""Gives the order in the language of the encoded sound, which may not be that of its window."""

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
        in_own_language: InOwnLanguage = lambda _, order: order,
    ) -> Words:
        """Give the words with those that were found; holes under `shortest` seconds are left.

        A decoder that is told one language ends where another begins, so a hole is first asked
        for its own.
        """
        tried: list[Stretch] = []
        while len(tried) < _MOST_HEARINGS:
            hole = _next(holes(speech, words, shortest=shortest), words, tried)
            if hole is None:
                break
            tried.append(hole)
            hearing = _Hearing(self, order, features, in_own_language)
            words = _filled(words, hole, hearing)
        return words

    def believes(self, reading: Reading) -> bool:
        """Say whether words heard in a hole are good enough to be told."""
        said = reading.hypothesis
        if said.no_speech_prob > self.guards.no_speech or said.avg_logprob < _LEAST_LOGPROB:
            return False
        if not reading.words or self.guards.doubt(reading) is not None:
            return False
        mean = sum(word.probability for word in reading.words) / len(reading.words)
        return mean >= _LEAST_WORD_PROBABILITY


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One window to hear parts of, each alone."""

    filling: HoleFilling
    order: Order
    features: Features
    in_own_language: InOwnLanguage

    def __call__(self, stretch: Stretch) -> Words:
        """Give the words of a stretch, in the window's time; none where they are not believed."""
        part = part_of(self.features, stretch.start, stretch.end)
        alone = self.order.unprompted().lasting(stretch.seconds)
        short = self.features.shape[-1] < FULL_FRAMES
        frames = short_length(part.shape[-1]) if short else FULL_FRAMES
        reading = self._read(alone, padded(part, frames))
        if short and not self.filling.believes(reading):
            reading = self._read(alone, padded(part))
        return reading.moved(stretch.start).words if self.filling.believes(reading) else ()

    def _read(self, order: Order, features: Features) -> Reading:
        encodings = self.filling.decoder.encode([features])
        return self.filling.decoder.read(encodings, [self.in_own_language(encodings.all, order)])[0]


def _filled(words: Words, hole: Stretch, hear: _Hearing) -> Words:
    over = [word for word in words if word.start < hole.start and word.end > hole.end]
    start = min([hole.start, *(word.start for word in over)]) - _AROUND_SECONDS
    end = max([hole.end, *(word.end for word in over)]) + _AROUND_SECONDS
    start, end = max(0.0, start), min(end, hear.order.seconds)
    found = hear(Stretch(start, end))
    inside = tuple(word for word in found if start <= (word.start + word.end) / 2 <= end)
    if not inside:
        return words
    again = {bare(word.text) for word in inside}
    kept = [each for each in words if each not in over or bare(each.text) not in again]
    return _inserted(kept, inside)


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
