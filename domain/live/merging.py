"""Keep committed words in the final text of an utterance."""

from collections.abc import Sequence
from dataclasses import replace

from domain.live.words import LiveWord, bare, common_start, text_of, without_last_marks
from domain.transcript import Segment, Word


def with_committed(
    committed: Sequence[LiveWord], segments: Sequence[Segment]
) -> tuple[Segment, ...]:
    """Return the segments of the last decoding, beginning with the committed text.

    Usually the last decoding agrees with the committed words, and its segments only take over their
    spelling. Where it does not, it is aligned with the committed words: these stay, and what comes
    after them is the last decoding's. The segments must have their words.
    """
    if not committed or not segments:
        return tuple(segments)
    final = [word for segment in segments for word in segment.words or ()]
    count = words_replaced(committed, [word.text for word in final])
    marks = _last_marks(final[count - 1].text) if count else ""
    if common_start(committed, [LiveWord(word.text) for word in final]) == len(committed):
        spelled = [word.text for word in committed]
        spelled[-1] += marks
        return _spelled(segments, spelled)
    return _replaced(segments, final[:count], text_of(committed) + marks)


def words_replaced(committed: Sequence[LiveWord], final: Sequence[str]) -> int:
    """Count the words at the beginning of the last decoding that the committed words stand for.

    It is the beginning with the smallest edit distance to the committed words, and of several the
    one whose length is nearest to theirs.
    """
    agreed = common_start(committed, [LiveWord(text) for text in final])
    if agreed == len(committed):
        return agreed
    distances = _distances([word.bare for word in committed], [bare(text) for text in final])
    return min(
        range(len(distances)), key=lambda count: (distances[count], abs(count - len(committed)))
    )


def _spelled(segments: Sequence[Segment], texts: Sequence[str]) -> tuple[Segment, ...]:
    """Give the first words of the segments these texts."""
    spelled, left = list[Segment](), list(texts)
    for segment in segments:
        words = segment.words or ()
        own, left = left[: len(words)], left[len(words) :]
        renamed = [replace(word, text=text) for word, text in zip(words, own, strict=False)]
        spelled.append(_of_words(segment, [*renamed, *words[len(renamed) :]]))
    return tuple(spelled)


def _replaced(
    segments: Sequence[Segment], replaced: Sequence[Word], text: str
) -> tuple[Segment, ...]:
    """Put a text in the place of the first words, as a segment of its own without words."""
    start = segments[0].start
    end = replaced[-1].end if replaced else start
    first = replace(segments[0], start=start, end=end, text=text, words=None, tokens=())
    rest, left = list[Segment](), len(replaced)
    for segment in segments:
        words = segment.words or ()
        if kept := words[left:]:
            rest.append(replace(_of_words(segment, kept), start=kept[0].start))
        left = max(0, left - len(words))
    return (first, *rest)


def _of_words(segment: Segment, words: Sequence[Word]) -> Segment:
    return replace(segment, text="".join(word.text for word in words), words=tuple(words))


def _distances(committed: Sequence[str], final: Sequence[str]) -> list[int]:
    """Return the edit distance of all committed words to each beginning of the final ones."""
    row = list(range(len(final) + 1))
    for number, word in enumerate(committed, 1):
        above, row = row, [number]
        for at, other in enumerate(final, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (word != other)))
    return row


def _last_marks(word: str) -> str:
    """Return the punctuation at the end of a word."""
    return word[len(without_last_marks(word)) :]
