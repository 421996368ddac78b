"""What the model read out of a stretch of sound: its text, and when each word was said."""

from dataclasses import dataclass, replace

from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.words import AlignedWord


@dataclass(frozen=True, slots=True)
class Reading:
    """A hypothesis and its words, whose times are in seconds from the start of the sound."""

    hypothesis: Hypothesis
    words: tuple[AlignedWord, ...]

    def moved(self, seconds: float) -> "Reading":
        """Give the same for sound that begins so much later."""
        words = tuple(
            replace(word, start=word.start + seconds, end=word.end + seconds) for word in self.words
        )
        return replace(self, words=words)
