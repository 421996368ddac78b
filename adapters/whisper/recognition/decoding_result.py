"""The result of decoding a piece of sound: its text, and when each word was said."""

from dataclasses import dataclass, replace

from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.words import AlignedWord


@dataclass(frozen=True, slots=True)
class DecodingResult:
    """A hypothesis and its words, whose times are in seconds from the start of the sound."""

    hypothesis: Hypothesis
    words: tuple[AlignedWord, ...]

    def moved(self, seconds: float) -> "DecodingResult":
        """Return the same result with its words this many seconds later."""
        words = tuple(
            replace(word, start=word.start + seconds, end=word.end + seconds) for word in self.words
        )
        return replace(self, words=words)
