"""Words of a hypothesis about speech that is still going on."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiveWord:
    """A word as the model writes it, with the space before it and the punctuation after it.

    `end` is in seconds from the start of the utterance; None if it was not measured. `probability`
    is the model's, from 0 to 1.
    """

    text: str
    end: float | None = None
    probability: float = 1.0

    @property
    def bare(self) -> str:
        """The word without case, spaces and punctuation, to compare it with another."""
        return bare(self.text)


def bare(text: str) -> str:
    """Return a text without case, spaces and punctuation; punctuation alone stays as it is."""
    letters = "".join(character for character in text.casefold() if character.isalnum())
    return letters or text.strip()


def text_of(words: Sequence[LiveWord]) -> str:
    """Join words to a text."""
    return "".join(word.text for word in words)


def common_start(first: Sequence[LiveWord], second: Sequence[LiveWord]) -> int:
    """Count the words with which both begin."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one.bare != other.bare:
            break
        count += 1
    return count


def without_last_marks(text: str) -> str:
    """Return a text without the punctuation and spaces at its end."""
    end = len(text)
    while end and not text[end - 1].isalnum():
        end -= 1
    return text[:end]
