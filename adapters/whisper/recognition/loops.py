"""Find words that the model repeated although no sound supports them."""

from collections.abc import Sequence
from itertools import groupby

from adapters.whisper.recognition.words import SHORTEST_WORD_SECONDS, AlignedWord, bare

# This many words in a row without time to say them are not a mistake of the alignment: in 73 real
# recordings no two such words were neighbours unless the model was in a loop.
_LEAST_UNSUPPORTED = 4
# A word that takes this many times as long as before was assigned silence besides its sound.
_SPREAD = 1.5


def unsupported(words: Sequence[AlignedWord]) -> list[range]:
    """Return the runs of words, by index, for which the alignment found no time.

    The alignment puts all words of a loop at the end of what was said: their times are all the
    same. Words that were really repeated have sound of their own, so genuine repetition is never
    included.
    """
    runs: list[range] = []
    spoken = [index for index, word in enumerate(words) if word.spoken]
    for crammed, group in groupby(
        spoken, key=lambda at: words[at].seconds <= SHORTEST_WORD_SECONDS
    ):
        indexes = list(group)
        if crammed and len(indexes) >= _LEAST_UNSUPPORTED:
            runs.append(range(indexes[0], indexes[-1] + 1))
    return runs


def loops(words: Sequence[AlignedWord]) -> list[range]:
    """Return the runs of words, by index, that repeat the words before them without sound.

    An unsupported run is widened to the whole copy that it belongs to: the alignment spreads the
    first and the last words of a copy over the silence around it.
    """
    found: list[range] = []
    for run in unsupported(words):
        copy = _copy_around(words, run)
        if copy and found and copy.start < found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, copy.stop))
        elif copy:
            found.append(copy)
    return found


def _copy_around(words: Sequence[AlignedWord], run: range) -> range | None:
    """Widen a run to all words around it that repeat what was said one period before."""
    spelled = [bare(word.text) for word in words]
    for period in range(1, run.stop):
        start = max(run.start, period)
        same = [spelled[at] == spelled[at - period] for at in range(start, run.stop)]
        if len(same) >= _LEAST_UNSUPPORTED and all(same):
            return _widened(words, range(start, run.stop), period)
    return None


def _widened(words: Sequence[AlignedWord], run: range, period: int) -> range:
    """Complete the last copy of a run only: whole copies beside it may have been said."""
    start, stop = run.start, run.stop
    missing = -len(run) % period
    while missing and stop < len(words) and _repeats(words, stop, period):
        stop, missing = stop + 1, missing - 1
    while missing and start > period and _repeats(words, start - 1, period):
        if not _is_spread(words, start - 1, period):
            break
        start, missing = start - 1, missing - 1
    return range(start, stop)


def _repeats(words: Sequence[AlignedWord], at: int, period: int) -> bool:
    return bare(words[at].text) == bare(words[at - period].text)


def _is_spread(words: Sequence[AlignedWord], at: int, period: int) -> bool:
    """Say whether a word takes much longer than when it was said one period before."""
    return words[at].seconds > _SPREAD * words[at - period].seconds
