"""Decode the gaps of a window again, separately: speech that no word covers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from adapters.whisper.features import FULL_FRAMES, Features, padded, part_of, short_length
from adapters.whisper.recognition.coverage import Interval, find_gaps
from adapters.whisper.recognition.decoder import Decoder, DecodingRequest
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.encoding import Encoded
from adapters.whisper.recognition.quality_checks import QualityChecks
from adapters.whisper.recognition.words import AlignedWord, bare

Words = tuple[AlignedWord, ...]
InOwnLanguage = Callable[[Encoded, DecodingRequest], DecodingRequest]
"""Returns the request in the language of the encoded sound, which may differ from its window's."""

# Each gap is decoded once. The words found in it may leave smaller gaps, which are decoded too.
_MOST_DECODINGS: Final = 6
# This much around a gap is decoded with it, so that no word is cut in two.
_AROUND_SECONDS: Final = 0.2
# The model tends to make up text for short sound, so the limits are stricter here.
_LEAST_LOGPROB: Final = -0.8
_LEAST_WORD_PROBABILITY: Final = 0.4


@dataclass(frozen=True, slots=True)
class GapFilling:
    """Decodes gaps in order, until words cover all speech or each gap was tried."""

    decoder: Decoder
    checks: QualityChecks

    def __call__(
        self,
        words: Words,
        request: DecodingRequest,
        features: Features,
        speech: Sequence[Interval],
        shortest: float,
        in_own_language: InOwnLanguage = lambda _, request: request,
    ) -> Words:
        """Return the words with those found in gaps; gaps under `shortest` seconds are ignored.

        A decoder that expects one language stops where another begins, so the language of each gap
        is detected first.
        """
        tried: list[Interval] = []
        while len(tried) < _MOST_DECODINGS:
            gap = _next(find_gaps(speech, words, shortest=shortest), words, tried)
            if gap is None:
                break
            tried.append(gap)
            decode = _GapDecoder(self, request, features, in_own_language)
            words = _filled(words, gap, decode)
        return words

    def is_reliable(self, result: DecodingResult) -> bool:
        """Say whether the words found in a gap are reliable."""
        said = result.hypothesis
        if said.no_speech_prob > self.checks.no_speech or said.avg_logprob < _LEAST_LOGPROB:
            return False
        if not result.words or self.checks.fallback_reason(result) is not None:
            return False
        mean = sum(word.probability for word in result.words) / len(result.words)
        return mean >= _LEAST_WORD_PROBABILITY


@dataclass(frozen=True, slots=True)
class _GapDecoder:
    """Decodes parts of one window separately."""

    filling: GapFilling
    request: DecodingRequest
    features: Features
    in_own_language: InOwnLanguage

    def __call__(self, interval: Interval) -> Words:
        """Return the words of an interval, in the window's time; none if they are not reliable."""
        part = part_of(self.features, interval.start, interval.end)
        alone = self.request.without_prompt().with_duration(interval.seconds)
        short = self.features.shape[-1] < FULL_FRAMES
        frames = short_length(part.shape[-1]) if short else FULL_FRAMES
        result = self._decode(alone, padded(part, frames))
        if short and not self.filling.is_reliable(result):
            result = self._decode(alone, padded(part))
        return result.moved(interval.start).words if self.filling.is_reliable(result) else ()

    def _decode(self, request: DecodingRequest, features: Features) -> DecodingResult:
        encodings = self.filling.decoder.encode([features])
        return self.filling.decoder.decode(
            encodings, [self.in_own_language(encodings.all, request)]
        )[0]


def _filled(words: Words, gap: Interval, decode: _GapDecoder) -> Words:
    over = [word for word in words if word.start < gap.start and word.end > gap.end]
    start = min([gap.start, *(word.start for word in over)]) - _AROUND_SECONDS
    end = max([gap.end, *(word.end for word in over)]) + _AROUND_SECONDS
    start, end = max(0.0, start), min(end, decode.request.seconds)
    found = decode(Interval(start, end))
    inside = tuple(word for word in found if start <= (word.start + word.end) / 2 <= end)
    if not inside:
        return words
    again = {bare(word.text) for word in inside}
    kept = [each for each in words if each not in over or bare(each.text) not in again]
    return _inserted(kept, inside)


def _next(found: Sequence[Interval], words: Words, tried: Sequence[Interval]) -> Interval | None:
    """Return the first gap that was not tried, joined with those after it up to the next word."""
    for index, gap in enumerate(found):
        if any(_overlaps(gap, each) for each in tried):
            continue
        end = gap.end
        for later in found[index + 1 :]:
            if any(gap.end <= word.start < later.start for word in words):
                break
            end = later.end
        return Interval(gap.start, end)
    return None


def _overlaps(gap: Interval, tried: Interval) -> bool:
    """Say whether most of a gap was tried before, from about the same time on."""
    return abs(gap.start - tried.start) < 2 * _AROUND_SECONDS or (
        tried.start <= gap.start and gap.end <= tried.end and gap.seconds > tried.seconds / 2
    )


def _inserted(words: Sequence[AlignedWord], found: Words) -> Words:
    """Insert words between those around them, without repeating a neighbour."""
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
