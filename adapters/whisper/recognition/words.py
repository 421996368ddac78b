"""Align words with the sound by the library's alignment, for windows of several recordings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import merge_punctuations

from adapters.whisper.features import FRAMES_PER_SECOND
from adapters.whisper.recognition.encoding import Encoded

# faster-whisper's own marks: those that belong to the word after them, and before them.
_PREPENDED: Final = "\"'“¿([{-"
_APPENDED: Final = "\"'.。,，!！?？:：”)]}、"  # noqa: RUF001 (with full-width marks)
# The longest plausible word: a second, or more if it has many letters.
_LONGEST_SECONDS: Final = 1.0
_SECONDS_PER_CHARACTER: Final = 0.12
# A word of this length or less has no sound that supports it.
SHORTEST_WORD_SECONDS: Final = 0.04


@dataclass(frozen=True, slots=True)
class AlignedWord:
    """A word with its tokens; times are in seconds from the start of the decoded sound.

    `language` is the one in which it was decoded.
    """

    start: float
    end: float
    text: str
    tokens: tuple[int, ...]
    probability: float
    language: str = ""

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start

    @property
    def longest_seconds(self) -> float:
        """The longest plausible length; the alignment extends words over silence beside them."""
        return max(_LONGEST_SECONDS, _SECONDS_PER_CHARACTER * len(self.text.strip()))

    @property
    def spoken(self) -> bool:
        """Whether it has a letter or a digit, and is not punctuation alone."""
        return any(character.isalnum() for character in self.text)


class Aligner:
    """Aligns words by the decoder's attention (dynamic time warping, in CTranslate2)."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model

    def __call__(
        self,
        tokenizer: Tokenizer,
        texts: Sequence[Sequence[int]],
        encoded: Encoded,
        lengths: Sequence[float],
    ) -> list[tuple[AlignedWord, ...]]:
        """Return the words of each text; `lengths` are the seconds of sound in each encoding."""
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
    """Return a word without case and punctuation, to compare it with another."""
    return "".join(character for character in text.casefold() if character.isalnum())
