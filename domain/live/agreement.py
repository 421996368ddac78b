"""Commit the words on which two hypotheses in a row agree.

The policy is LocalAgreement-2 of Macháček, Dabre and Bojar, "Turning Whisper into Real-Time
Transcription System" (2023).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from domain.live.words import LiveWord, common_start, text_of, without_last_marks

# Measured with `base` (docs/decisions/0079): more of the words with less probability, on which two
# hypotheses agreed, were not in the final text than of the others.
LEAST_PROBABILITY: Final = 0.7
# Seconds of speech after which a word is told, however improbable: without this, one unsure word
# delays all that follow it to the end of its turn.
_SETTLED: Final = 2.0
# The same for a sure word: the sound after a word often changes it.
_FOLLOWED: Final = 0.3
# Seconds of speech after which one hypothesis is enough. Where lanes are short, hypotheses are rare
# and agree on less: whole sentences would wait for the end of their turn.
_OLD: Final = 4.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """The words of an utterance that are committed, and the last hypothesis about all of it.

    A committed word is never taken back: later hypotheses are made to begin with the committed
    words, and one that does not is ignored. Of the last committed word the punctuation is left
    out, since it depends on what follows.

    `held_back` words at the end of a hypothesis are not committed, even if the next hypothesis has
    them too: there the sound may be cut in the middle of a word. Nor is a word, nor what follows
    it, before some speech has come after it: more if the model is not sure of the word. A word
    after which much speech has come needs no second hypothesis.
    """

    committed: tuple[LiveWord, ...] = ()
    last: tuple[LiveWord, ...] = ()
    held_back: int = 0

    @property
    def text(self) -> str:
        """The committed text, with the model's spaces."""
        return text_of(self.committed)

    def heard(self, hypothesis: Sequence[LiveWord]) -> Self:
        """Take the next hypothesis about all of the utterance so far."""
        words = tuple(hypothesis)
        if not text_of(words).startswith(self.text):
            return self
        agreed = max(common_start(self.last, words), _count_old(words))
        count = min(agreed, len(words) - self.held_back)
        count = min(count, self._count_sure(words))
        committed = _ended(words[:count]) if count > len(self.committed) else self.committed
        if not text_of(committed).startswith(self.text):
            committed = self.committed
        return type(self)(committed, words, self.held_back)

    def _count_sure(self, words: Sequence[LiveWord]) -> int:
        """Count the words before the first new one that is improbable and recent."""
        for number, word in enumerate(words):
            if number >= len(self.committed) and not _is_sure(word, words[-1]):
                return number
        return len(words)


def _is_sure(word: LiveWord, last: LiveWord) -> bool:
    sure = word.probability >= LEAST_PROBABILITY
    if word.end is None or last.end is None:
        return sure
    return last.end - word.end >= (_FOLLOWED if sure else _SETTLED)


def _count_old(words: Sequence[LiveWord]) -> int:
    """Count the words before the first that has no time, or little speech after it."""
    last = words[-1].end if words else None
    for number, word in enumerate(words):
        if last is None or word.end is None or last - word.end < _OLD:
            return number
    return len(words)


def _ended(words: tuple[LiveWord, ...]) -> tuple[LiveWord, ...]:
    """Return the words without the punctuation after the last one."""
    *before, last = words
    text = without_last_marks(last.text)
    return (*before, LiveWord(text or last.text, last.end, last.probability))
