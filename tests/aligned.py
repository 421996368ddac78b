"""Words with times, and readings of them, as the alignment gives them."""

from collections.abc import Sequence

from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.words import AlignedWord


def word(text: str, start: float, end: float, *, probability: float = 0.9) -> AlignedWord:
    """Give one word, with the space before it that Whisper writes."""
    return AlignedWord(start, end, f" {text}", (len(text),), probability)


def evenly(text: str, start: float = 0.0, *, each: float = 0.5) -> tuple[AlignedWord, ...]:
    """Give words one behind the other, each as long as the next."""
    return tuple(
        word(said, start + number * each, start + (number + 1) * each)
        for number, said in enumerate(text.split())
    )


def crammed(text: str, at: float) -> tuple[AlignedWord, ...]:
    """Give words that all have the same moment, for which there is no sound."""
    return tuple(word(said, at, at) for said in text.split())


def result(
    words: Sequence[AlignedWord] = (),
    *,
    text: str | None = None,
    logprob: float = -0.3,
    no_speech: float = 0.01,
    temperature: float = 0.0,
) -> DecodingResult:
    """Give what a decoder wrote, with these words."""
    written = "".join(each.text for each in words) if text is None else text
    tokens = tuple(token for each in words for token in each.tokens)
    return DecodingResult(
        Hypothesis(tokens, written, logprob, no_speech, temperature), tuple(words)
    )


def texts(words: Sequence[AlignedWord]) -> str:
    """Write words down as one line."""
    return "".join(each.text for each in words).strip()
