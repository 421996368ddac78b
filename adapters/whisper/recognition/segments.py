"""Turn the words of a window into segments with times in the recording."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from faster_whisper.transcribe import get_compression_ratio

from adapters.sound.speech.window import Window
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.segmenting import segmented
from adapters.whisper.recognition.words import AlignedWord
from domain.hidden_characters import without_hidden
from domain.transcript import Segment, Word

_INCOMPLETE: Final = "\ufffd"


def as_segments(
    words: Sequence[AlignedWord],
    said: Hypothesis,
    window: Window,
    *,
    language: str,
    with_words: bool,
) -> tuple[Segment, ...]:
    """Return one segment for each sentence; `said` has the values that all of a window share.

    `language` is the window's, for words without a language of their own.
    """
    groups = segmented(words, window.breaks())
    segments = (_as_segment(words[group.start : group.stop], said, window) for group in groups)
    return tuple(
        replace(
            segment,
            language=segment.language or language,
            words=segment.words if with_words else None,
        )
        for segment in segments
        if segment.text.strip()
    )


def _as_segment(words: Sequence[AlignedWord], said: Hypothesis, window: Window) -> Segment:
    """Make one segment of some words.

    An incomplete character at the end is left out, and so are control characters, which no
    database, subtitle or terminal should get from a model.
    """
    text = without_hidden("".join(word.text for word in words)).replace(_INCOMPLETE, "")
    placed = _words(words, window)
    return Segment(
        start=placed[0].start,
        end=placed[-1].end,
        text=text,
        tokens=tuple(token for word in words for token in word.tokens),
        temperature=said.temperature,
        avg_logprob=said.avg_logprob,
        compression_ratio=get_compression_ratio(text),
        no_speech_prob=said.no_speech_prob,
        words=placed,
        language=words[0].language or None,
    )


def _words(words: Sequence[AlignedWord], window: Window) -> tuple[Word, ...]:
    return tuple(
        Word(
            *window.original_times(word.start, word.end),
            text=without_hidden(word.text),
            probability=word.probability,
        )
        for word in words
    )
