"""Correct the times of words by where speech was detected."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.whisper.recognition.coverage import Stretch
from adapters.whisper.recognition.words import AlignedWord

# Speech detection reacts a little late; so much around what it found may belong to a word.
_AROUND_SPEECH_SECONDS: Final = 0.1
# No word is shorter, for a cue that ends where it begins is never seen.
_SHORTEST_SECONDS: Final = 0.06
# A short word such as "the" can be said in so much of a stretch of speech.
_AMPLE_SECONDS: Final = 0.06 + _AROUND_SPEECH_SECONDS
# The alignment ends the last word before a pause too early: its end goes to the punctuation.
_LONGEST_ENDING_SECONDS: Final = 0.6
_ENDING_MARKS: Final = ".,;:?!…。，、；：？！"  # noqa: RUF001 (full-width marks are meant)


def refined(
    words: Sequence[AlignedWord], speech: Sequence[Stretch], seconds: float
) -> tuple[AlignedWord, ...]:
    """Give the words with times that lie in speech, follow each other and do not overlap.

    The alignment gives a pause to one of the words beside it, most often to the one behind it. So
    a word keeps the last stretch of speech that it shares enough with to be said in, or the first
    where punctuation ends it. The last word of a stretch lasts until that ends. The window's end,
    in `seconds`, is the limit for all.
    """
    wider = [
        Stretch(each.start - _AROUND_SPEECH_SECONDS, each.end + _AROUND_SPEECH_SECONDS)
        for each in speech
    ]
    return _apart(_lasting([_in_speech(word, wider) for word in words], speech), seconds)


def _in_speech(word: AlignedWord, speech: Sequence[Stretch]) -> AlignedWord:
    shared = [
        Stretch(max(word.start, each.start), min(word.end, each.end))
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


def _lasting(words: Sequence[AlignedWord], speech: Sequence[Stretch]) -> list[AlignedWord]:
    """Let the last word of each stretch of speech last until that ends, if it is near."""
    starts = [*(word.start for word in words), float("inf")]
    return [
        replace(word, end=_ending(word, starts[number], speech))
        for number, word in enumerate(words, 1)
    ]


def _ending(word: AlignedWord, later: float, speech: Sequence[Stretch]) -> float:
    for stretch in speech:
        inside = stretch.start < word.end < stretch.end <= later
        if inside and stretch.end - word.end <= _LONGEST_ENDING_SECONDS:
            return min(stretch.end + _AROUND_SPEECH_SECONDS, later)
    return word.end


def _apart(words: Sequence[AlignedWord], seconds: float) -> tuple[AlignedWord, ...]:
    """Let no word begin before the one in front of it ends, and none be too short to be seen."""
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
