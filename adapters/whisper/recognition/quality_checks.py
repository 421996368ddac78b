"""Check the quality of a result: Whisper's own checks, and whether sound supports each word."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from faster_whisper.transcribe import get_compression_ratio

from adapters.whisper.recognition.coverage import Interval, find_gaps
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.loops import unsupported
from domain.decoding_options import DecodingOptions
from domain.transcript import Segment

# Measured on the utterances of 121 recordings: texts beyond these limits were heard in music only,
# but for a cry and a sentence of an Estonian, of which no word was right.
_RANDOM_LOGPROB: Final = 0.5
_DOUBTFUL_SILENCE: Final = 0.8


class FallbackReason(StrEnum):
    """Why a window is decoded again in another way."""

    REPETITIVE = "compression_ratio"
    IMPROBABLE = "avg_logprob"
    UNSUPPORTED = "unsupported_words"


@dataclass(frozen=True, slots=True)
class QualityChecks:
    """The thresholds of Radford et al. (2022), section 4.5, and of faster-whisper.

    `compression_ratio` is that of gzip on the text, `avg_logprob` the mean over the tokens,
    `no_speech` the probability of the no-speech token.
    """

    compression_ratio: float = 2.4
    avg_logprob: float = -1.0
    no_speech: float = 0.6

    @classmethod
    def of(cls, options: DecodingOptions) -> Self:
        """Take the thresholds that a caller asked for."""
        return cls(
            compression_ratio=options.compression_ratio_threshold,
            avg_logprob=options.logprob_threshold,
            no_speech=options.no_speech_threshold,
        )

    def is_silence(self, said: Hypothesis) -> bool:
        """Say whether nobody spoke: no-speech is likely, and the text is not probable."""
        return said.no_speech_prob > self.no_speech and said.avg_logprob <= self.avg_logprob

    def fallback_reason(self, result: DecodingResult) -> FallbackReason | None:
        """Return why a result is not reliable; None if it is."""
        said = result.hypothesis
        if self.is_silence(said):
            return None
        if unsupported(result.words):
            return FallbackReason.UNSUPPORTED
        if self.is_repetitive(said.text):
            return FallbackReason.REPETITIVE
        return FallbackReason.IMPROBABLE if said.avg_logprob < self.avg_logprob else None

    def is_made_up(self, segment: Segment) -> bool:
        """Say whether a final text is one that the model writes for noise and music.

        No way of decoding made it probable, and either it is nearly random or speech is doubtful.
        """
        logprob, silence = segment.avg_logprob, segment.no_speech_prob
        doubtful = logprob < self.avg_logprob and silence > _DOUBTFUL_SILENCE * self.no_speech
        return doubtful or logprob < self.avg_logprob - _RANDOM_LOGPROB

    def is_repetitive(self, text: str) -> bool:
        """Say whether the text compresses so well that it must repeat itself."""
        return bool(get_compression_ratio(text.strip()) > self.compression_ratio)

    def better(
        self, first: DecodingResult, again: DecodingResult, speech: Sequence[Interval]
    ) -> DecodingResult:
        """Choose between two results for the same sound; if they are equally good, the later one.

        These count, in this order: that it is reliable, that its words have sound, how much of the
        speech they cover (rounded to seconds), how probable they are.
        """
        return max((again, first), key=lambda result: self._worth(result, speech))

    def _worth(
        self, result: DecodingResult, speech: Sequence[Interval]
    ) -> tuple[bool, int, int, float]:
        missing = sum(gap.seconds for gap in find_gaps(speech, result.words))
        without_sound = sum(len(run) for run in unsupported(result.words))
        return (
            self.fallback_reason(result) is None,
            -without_sound,
            -round(missing),
            result.hypothesis.avg_logprob,
        )
