"""Group the words of a window into segments: sentences, and long ones cut at pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.whisper.recognition.words import AlignedWord
from domain.punctuation import CLOSING, SENTENCE_ENDS

_CLAUSE_ENDS: Final = frozenset(",;:、，；：،")  # noqa: RUF001 (with full-width marks)
# Words with a full stop that seldom end a sentence.
_ABBREVIATIONS: Final = frozenset(
    ("mr", "mrs", "ms", "dr", "st", "prof", "sr", "jr", "vs", "nr", "z.b", "e.g", "i.e")
)
# A pause of this length ends a segment.
_LONG_PAUSE_SECONDS: Final = 0.8
# Longer segments are cut in two at their best pause, as often as necessary.
_LONGEST_SECONDS: Final = 12.0
_SHORTEST_HALF_SECONDS: Final = 2.0


def segmented(words: Sequence[AlignedWord], breaks: Sequence[float]) -> list[range]:
    """Group words, by index. No group crosses one of the `breaks`, in seconds.

    At a break sound was left out, so the words before and after it are far apart. A group does not
    hold words of two languages either.
    """
    groups: list[range] = []
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or _ends_between(words[at - 1], words[at], breaks):
            groups += _cut(words, range(start, at))
            start = at
    return groups


def _ends_between(last: AlignedWord, following: AlignedWord, breaks: Sequence[float]) -> bool:
    if following.start - last.end >= _LONG_PAUSE_SECONDS or last.language != following.language:
        return True
    if any(_middle(last) < moment <= _middle(following) for moment in breaks):
        return True
    return _ends_sentence(last.text, following.text)


def _middle(word: AlignedWord) -> float:
    return (word.start + word.end) / 2


def _ends_sentence(last: str, following: str) -> bool:
    bare = last.strip().rstrip(CLOSING)
    if not bare or bare[-1] not in SENTENCE_ENDS:
        return False
    if bare[-1] != ".":
        return True
    stem = bare.rstrip(".").casefold()
    initial = len(stem) == 1 and stem.isalpha()
    begins = following.strip().lstrip("\"'“‘¿¡([{«")  # noqa: RUF001 (with typographic quotes)
    return stem not in _ABBREVIATIONS and not initial and not begins[:1].islower()


@dataclass(frozen=True, slots=True)
class _Place:
    """A possible cut, before the word `at`. The largest is the best."""

    clause: bool
    pause: float
    balance: float
    at: int


def _cut(words: Sequence[AlignedWord], group: range) -> list[range]:
    """Cut a group that is too long at the end of a clause, or else at its longest pause."""
    if words[group.stop - 1].end - words[group.start].start <= _LONGEST_SECONDS:
        return [group]
    places = [_place(words, group, at) for at in group[1:]]
    allowed = [place for place in places if place.balance >= _SHORTEST_HALF_SECONDS]
    if not allowed:
        return [group]
    best = max(allowed, key=lambda place: (place.clause, place.pause, place.balance)).at
    return _cut(words, range(group.start, best)) + _cut(words, range(best, group.stop))


def _place(words: Sequence[AlignedWord], group: range, at: int) -> _Place:
    last, following = words[at - 1], words[at]
    first_half = last.end - words[group.start].start
    second_half = words[group.stop - 1].end - following.start
    ends_clause = last.text.strip().rstrip(CLOSING)[-1:] in _CLAUSE_ENDS
    pause = round(following.start - last.end, 1)
    return _Place(ends_clause, pause, min(first_half, second_half), at)
