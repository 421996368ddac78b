"""The text that the decoder wrote for one window, and how sure it was."""

from dataclasses import dataclass
from typing import Any

from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions as LibraryOptions


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The text that the decoder wrote for one window, and how sure it was."""

    tokens: tuple[int, ...]
    text: str
    avg_logprob: float
    no_speech_prob: float
    temperature: float

    @classmethod
    def of(
        cls,
        result: Any,
        rules: LibraryOptions,
        tokenizer: Tokenizer,
        *,
        temperature: float | None = None,
    ) -> "Hypothesis":
        """Read a ctranslate2.models.WhisperGenerationResult.

        Its score is the mean over the tokens; Whisper also counts the end-of-text token.
        """
        tokens = result.sequences_ids[0]
        length = len(tokens)
        return cls(
            tokens=tuple(tokens),
            text=tokenizer.decode(tokens),
            avg_logprob=result.scores[0] * length**rules.length_penalty / (length + 1),
            no_speech_prob=result.no_speech_prob,
            temperature=rules.temperatures[0] if temperature is None else temperature,
        )


def joined(first: Hypothesis, second: Hypothesis) -> Hypothesis:
    """Join the hypotheses of consecutive sound; mean values are weighted by their tokens."""
    first_count, second_count = len(first.tokens) + 1, len(second.tokens) + 1
    total = first_count + second_count
    return Hypothesis(
        tokens=first.tokens + second.tokens,
        text=first.text + second.text,
        avg_logprob=(first.avg_logprob * first_count + second.avg_logprob * second_count) / total,
        no_speech_prob=min(first.no_speech_prob, second.no_speech_prob),
        temperature=max(first.temperature, second.temperature),
    )
