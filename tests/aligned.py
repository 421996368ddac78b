"""Make words with times, and decoding results of them."""

from collections.abc import Sequence

from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.words import AlignedWord


def word(text: str, start: float, end: float, *, probability: float = 0.9) -> AlignedWord:
    """Make a word, with the space before it that Whisper writes."""
    return AlignedWord(start, end, f" {text}", (len(text),), probability)


def evenly(text: str, start: float = 0.0, *, each: float = 0.5) -> tuple[AlignedWord, ...]:
    """Make consecutive words of equal length."""
    return tuple(
        word(said, start + number * each, start + (number + 1) * each)
        for number, said in enumerate(text.split())
    )


def crammed(text: str, at: float) -> tuple[AlignedWord, ...]:
    """Make words that all have the same time, so that no sound supports them."""
    return tuple(word(said, at, at) for said in text.split())


def result(
    words: Sequence[AlignedWord] = (),
    *,
    text: str | None = None,
    logprob: float = -0.3,
    no_speech: float = 0.01,
    temperature: float = 0.0,
) -> DecodingResult:
    """Make the result of a decoder with these words."""
    written = "".join(each.text for each in words) if text is None else text
    tokens = tuple(token for each in words for token in each.tokens)
    return DecodingResult(
        Hypothesis(tokens, written, logprob, no_speech, temperature), tuple(words)
    )


def texts(words: Sequence[AlignedWord]) -> str:
    """Join words into one line."""
    return "".join(each.text for each in words).strip()
