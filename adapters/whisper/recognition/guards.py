"""Judge a reading: by Whisper's own checks, and by whether the sound supports each word."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from faster_whisper.transcribe import get_compression_ratio

from adapters.whisper.recognition.coverage import Stretch, holes
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.loops import unsupported
from adapters.whisper.recognition.reading import Reading


class Doubt(StrEnum):
    """Why a window is heard again in another way."""

    REPETITIVE = "compression_ratio"
    IMPROBABLE = "avg_logprob"
    UNSUPPORTED = "unsupported_words"


@dataclass(frozen=True, slots=True)
class Guards:
    """Thresholds as in Radford et al. (2022), section 4.5, and in faster-whisper.

    `compression_ratio` is that of gzip on the text, `avg_logprob` the mean over the tokens,
    `no_speech` the probability of the token that says so.
    """

    compression_ratio: float = 2.4
    avg_logprob: float = -1.0
    no_speech: float = 0.6

    def is_silence(self, said: Hypothesis) -> bool:
        """Believe that nobody spoke, unless the text is probable all the same."""
        return said.no_speech_prob > self.no_speech and said.avg_logprob <= self.avg_logprob

    def doubt(self, reading: Reading) -> Doubt | None:
        """Say what is wrong with a reading; None where it can be believed."""
        said = reading.hypothesis
        if self.is_silence(said):
            return None
        if unsupported(reading.words):
            return Doubt.UNSUPPORTED
        if self.is_repetitive(said.text):
            return Doubt.REPETITIVE
        return Doubt.IMPROBABLE if said.avg_logprob < self.avg_logprob else None

    def is_repetitive(self, text: str) -> bool:
        """Say whether the text packs so well that it must repeat itself."""
        return bool(get_compression_ratio(text.strip()) > self.compression_ratio)

    def better(self, first: Reading, again: Reading, speech: Sequence[Stretch]) -> Reading:
        """Choose between two readings of the same sound; of two equally good ones, the later.

        What counts, in this order: that it can be believed, that its words have sound, how much
        of the speech they cover (a second more or less is no difference), how probable they are.
        """
        return max((again, first), key=lambda reading: self._worth(reading, speech))

    def _worth(self, reading: Reading, speech: Sequence[Stretch]) -> tuple[bool, int, int, float]:
        missing = sum(hole.seconds for hole in holes(speech, reading.words))
        without_sound = sum(len(run) for run in unsupported(reading.words))
        return (
            self.doubt(reading) is None,
            -without_sound,
            -round(missing),
            reading.hypothesis.avg_logprob,
        )
