"""Find when each word was said: the library's alignment, for windows of several recordings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import merge_punctuations

from adapters.whisper.features import FRAMES_PER_SECOND
from adapters.whisper.recognition.encoding import Encoded

# faster-whisper's own marks: those that belong to the word behind them, and before them.
_PREPENDED: Final = "\"'“¿([{-"
_APPENDED: Final = "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001 (full-width marks are meant)
# No word is believed to last longer than a second, or more where it has many letters.
_LONGEST_SECONDS: Final = 1.0
_SECONDS_PER_CHARACTER: Final = 0.12
# Two words need at least this long to be said, in seconds; less means that no sound supports them.
SHORTEST_WORD_SECONDS: Final = 0.04


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """A word with its tokens; times in seconds from the start of what was decoded.

    `language` is the one that it was decoded in.
    """

    start: float
    end: float
    text: str
    tokens: tuple[int, ...]
    probability: float
    language: str = ""

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.end - self.start

    @property
    def longest_seconds(self) -> float:
        """How long it can have lasted; the alignment stretches words over what is beside them."""
        return max(_LONGEST_SECONDS, _SECONDS_PER_CHARACTER * len(self.text.strip()))

    @property
    def spoken(self) -> bool:
        """Whether it has a letter or a digit, and is not punctuation alone."""
        return any(character.isalnum() for character in self.text)


class Aligner:
    """Places words by the decoder's attention (dynamic time warping, in CTranslate2)."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model

    def __call__(
        self,
        tokenizer: Tokenizer,
        texts: Sequence[Sequence[int]],
        encoded: Encoded,
        lengths: Sequence[float],
    ) -> list[tuple[AlignedWord, ...]]:
        """Give the words of each text; `lengths` are the seconds of sound in each encoding."""
        if not any(texts):
            return [() for _ in texts]
        longest = 2 * encoded.shape[1]
        frames = [min(max(1, ceil(each * FRAMES_PER_SECOND)), longest) for each in lengths]
        spelled = [[token for token in text if token < tokenizer.eot] for text in texts]
        alignments = self._model.find_alignment(tokenizer, spelled, encoded, frames)
        return [_words(alignment, tokenizer.language_code) for alignment in alignments]


def _words(alignment: list[dict[str, Any]], language: str) -> tuple[AlignedWord, ...]:
    """Attach punctuation to the words beside it, as the library does."""
    merge_punctuations(alignment, _PREPENDED, _APPENDED)
    return tuple(
        AlignedWord(
            start=float(each["start"]),
            end=float(each["end"]),
            text=each["word"],
            tokens=tuple(each["tokens"]),
            probability=float(each["probability"]),
            language=language,
        )
        for each in alignment
        if each["word"]
    )


def bare(text: str) -> str:
    """Give a word without case and punctuation, to compare it with another."""
    return "".join(character for character in text.casefold() if character.isalnum())
