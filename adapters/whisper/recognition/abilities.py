"""What a model can do, and what becomes of a request for more than that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from domain.job import Caveat
from domain.languages import LANGUAGES
from domain.options import Multilingual, Task, TranscriptionOptions
from domain.transcript import Segment

# A model that does not know a language takes it for this one, whose script it shares.
_STAND_INS: Final = {"yue": "zh"}
# Mean log-probability of all that was written, under which an English-only model has probably heard
# another language. With tiny.en read English is at -0.2 to -0.5, French at -1.2.
_IMPROBABLE: Final = -0.7


@dataclass(frozen=True, slots=True)
class Abilities:
    """The languages that a model knows, and whether it is one for English alone (`.en`)."""

    languages: frozenset[str]
    english_only: bool

    @classmethod
    def of(cls, model: Any) -> Self:
        """Read them from a faster_whisper.WhisperModel."""
        if not model.model.is_multilingual:
            return cls(frozenset({"en"}), english_only=True)
        known = (c for c in LANGUAGES if model.hf_tokenizer.token_to_id(f"<|{c}|>") is not None)
        return cls(frozenset(known), english_only=False)

    def reconcile(
        self, options: TranscriptionOptions
    ) -> tuple[TranscriptionOptions, tuple[Caveat, ...]]:
        """Give the options that the model can follow, and what to tell whoever asked for others.

        A language that nothing stands in for stays, for the recogniser to refuse.
        """
        if self.english_only:
            return _in_english(options), tuple(_told(options))
        asked = options.language
        stand_in = _STAND_INS.get(asked or "")
        known = tuple(code for code in options.languages if code in self.languages)
        narrowed = replace(options, languages=known) if known else options
        if asked is None or asked in self.languages or stand_in not in self.languages:
            return narrowed, ()
        told = Caveat(
            "language_not_known",
            f"The model does not know {LANGUAGES[asked]}, so this was transcribed as "
            f"{LANGUAGES[stand_in]}. Choose large-v3 or large-v3-turbo for {LANGUAGES[asked]}.",
        )
        return replace(options, language=stand_in, languages=()), (told,)


class EnglishCheck:
    """Watches whether what an English-only model writes down is probable at all.

    Such a model cannot tell languages apart: from foreign speech it makes up English sentences.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._logprob = 0.0

    def add(self, segments: Iterable[Segment]) -> None:
        """Take segments as they come."""
        for segment in segments:
            seconds = segment.end - segment.start
            self._seconds += seconds
            self._logprob += seconds * segment.avg_logprob

    def caveats(self) -> tuple[Caveat, ...]:
        """Say so where another language was probably spoken."""
        if self._seconds <= 0 or self._logprob / self._seconds >= _IMPROBABLE:
            return ()
        told = Caveat(
            "language_doubtful",
            "The model understands English only, and its text is improbable for this sound. "
            "If another language is spoken, choose a model whose name does not end in '.en'.",
        )
        return (told,)


def _in_english(options: TranscriptionOptions) -> TranscriptionOptions:
    return replace(
        options,
        task=Task.TRANSCRIBE,
        language="en",
        languages=(),
        multilingual=Multilingual.FALSE,
    )


def _told(options: TranscriptionOptions) -> Iterable[Caveat]:
    asked = [options.language] if options.language else list(options.languages)
    if asked and "en" not in asked:
        names = " or ".join(LANGUAGES[code] for code in asked)
        yield Caveat(
            "english_only_model",
            f"The model understands English only, so this was transcribed as English, not as "
            f"{names}. For other languages choose a model whose name does not end in '.en'.",
        )
    # What is said in English is its own translation, so the request is met for English speech.
    if options.task is Task.TRANSLATE:
        yield Caveat(
            "no_translation",
            "The model understands English only and cannot translate: English speech was written "
            "down as it is. For other languages choose a model whose name does not end in '.en'.",
        )
