"""Correct the times of words by the times of detected speech."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.whisper.recognition.coverage import Interval
from adapters.whisper.recognition.words import AlignedWord

# Speech detection reacts a little late: this much around detected speech may belong to a word.
_AROUND_SPEECH_SECONDS: Final = 0.1
# No word is shorter, since a cue of no length would never be shown.
_SHORTEST_SECONDS: Final = 0.06
# A short word such as "the" fits into this much of an interval of speech.
_AMPLE_SECONDS: Final = 0.06 + _AROUND_SPEECH_SECONDS
# The alignment ends the last word before a pause too early: it gives its end to the punctuation.
_LONGEST_ENDING_SECONDS: Final = 0.6
_ENDING_MARKS: Final = ".,;:?!…。，、；：？！"  # noqa: RUF001 (with full-width marks)


def refined(
    words: Sequence[AlignedWord], speech: Sequence[Interval], seconds: float
) -> tuple[AlignedWord, ...]:
    """Return the words with times that lie in speech, follow each other and do not overlap.

    The alignment assigns a pause to a word beside it, most often to the one after it. So a word
    keeps the last interval of speech that it shares enough with to be said in, or the first if it
    ends with punctuation. The last word of an interval lasts until the interval ends. No word goes
    beyond the window's end, which is `seconds`.
    """
    wider = [
        Interval(each.start - _AROUND_SPEECH_SECONDS, each.end + _AROUND_SPEECH_SECONDS)
        for each in speech
    ]
    return _apart(_lasting([_in_speech(word, wider) for word in words], speech), seconds)


def _in_speech(word: AlignedWord, speech: Sequence[Interval]) -> AlignedWord:
    shared = [
        Interval(max(word.start, each.start), min(word.end, each.end))
        for each in speech
        if each.start < word.end and word.start < each.end
    ]
    if not shared:
        return replace(word, end=min(word.end, word.start + word.longest_seconds))
    ample = [each for each in shared if each.seconds >= _AMPLE_SECONDS]
    if not ample:
        best = max(shared, key=lambda each: each.seconds)
    else:
        best = ample[0] if word.text[-1:] in _ENDING_MARKS else ample[-1]
    return replace(word, start=best.start, end=best.end)


def _lasting(words: Sequence[AlignedWord], speech: Sequence[Interval]) -> list[AlignedWord]:
    """Extend the last word of each interval of speech to the interval's end, if that is near."""
    starts = [*(word.start for word in words), float("inf")]
    return [
        replace(word, end=_ending(word, starts[number], speech))
        for number, word in enumerate(words, 1)
    ]


def _ending(word: AlignedWord, later: float, speech: Sequence[Interval]) -> float:
    for interval in speech:
        inside = interval.start < word.end < interval.end <= later
        if inside and interval.end - word.end <= _LONGEST_ENDING_SECONDS:
            return min(interval.end + _AROUND_SPEECH_SECONDS, later)
    return word.end


def _apart(words: Sequence[AlignedWord], seconds: float) -> tuple[AlignedWord, ...]:
    """Remove overlaps between words, and make none too short to be shown."""
    shortest = min(_SHORTEST_SECONDS, seconds / max(1, len(words)))
    placed: list[AlignedWord] = []
    earliest = 0.0
    for word in words:
        start = max(word.start, earliest)
        earliest = max(word.end, start + shortest)
        placed.append(replace(word, start=start, end=earliest))
    latest = seconds
    for index, word in reversed(list(enumerate(placed))):
        end = min(word.end, latest)
        latest = max(0.0, min(word.start, end - shortest))
        placed[index] = replace(word, start=latest, end=end)
    return tuple(placed)
