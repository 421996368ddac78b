"""Measure how far word times are from references that people set by hand."""

from collections.abc import Iterator, Sequence
from typing import Final

import jiwer

from benchmarks.quality.manifest import Recording, Utterance
from benchmarks.quality.outcome import TimedText
from benchmarks.quality.scoring import normalise

_EQUAL: Final = "equal"


def distances(recording: Recording, words: Sequence[TimedText]) -> Sequence[float]:
    """Give the distances in seconds, one for each time that can be compared.

    References tell when an utterance's first word starts and when its last one ends (AMI's manual
    annotations, words joined where they touch). A time counts where that word was heard.
    """
    language = recording.language or ""
    said = list(_tokens(recording.exact_utterances, language))
    heard = list(_tokens(words, language))
    if not said or not heard:
        return []
    return [
        distance
        for mine, theirs in _matches([each.text for each in said], [each.text for each in heard])
        for distance in _distances(said[mine], heard[theirs], recording.seconds)
    ]


class _Token:
    """One normalised word, with the times that are known of it."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: float | None, end: float | None) -> None:
        self.text = text
        self.start = start
        self.end = end


def _tokens(texts: Sequence[TimedText] | Sequence[Utterance], language: str) -> Iterator[_Token]:
    """Split texts into words: the first starts with its text, the last ends with it."""
    for each in texts:
        words = normalise(each.text, language)
        for number, word in enumerate(words, start=1):
            yield _Token(
                word,
                each.start if number == 1 else None,
                each.end if number == len(words) else None,
            )


def _matches(said: Sequence[str], heard: Sequence[str]) -> Iterator[tuple[int, int]]:
    output = jiwer.process_words(" ".join(said), " ".join(heard))
    for chunk in output.alignments[0]:
        if chunk.type == _EQUAL:
            reference = range(chunk.ref_start_idx, chunk.ref_end_idx)
            yield from zip(reference, range(chunk.hyp_start_idx, chunk.hyp_end_idx), strict=True)


def _distances(said: _Token, heard: _Token, length: float) -> Iterator[float]:
    """Compare what is known of both; a reference beyond the recording was cut off."""
    if said.start is not None and heard.start is not None:
        yield abs(said.start - heard.start)
    if said.end is not None and heard.end is not None and said.end <= length:
        yield abs(said.end - heard.end)
