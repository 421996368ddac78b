"""What a model can do, and how requests for more than that are answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from domain.job import Caveat
from domain.languages import LANGUAGES
from domain.options import Multilingual, Task, TranscriptionOptions
from domain.transcript import Segment

# A model without the first language gets the second one, which is written in the same script.
_SUBSTITUTES: Final = {"yue": "zh"}
# Below this mean log-probability of all text an English-only model was probably given another
# language. With tiny.en, read English has -0.2 to -0.5, French -1.2.
_IMPROBABLE: Final = -0.7


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The languages that a model knows, and whether it is an English-only model (`.en`)."""

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
        """Return options that the model can follow, and caveats about those that were changed.

        A language that has no substitute is kept, and the recogniser refuses it.
        """
        if self.english_only:
            return _in_english(options), tuple(_caveats(options))
        asked = options.language
        substitute = _SUBSTITUTES.get(asked or "")
        known = tuple(code for code in options.languages if code in self.languages)
        narrowed = replace(options, languages=known) if known else options
        if asked is None or asked in self.languages or substitute not in self.languages:
            return narrowed, ()
        caveat = Caveat(
            "language_not_known",
            f"The model does not know {LANGUAGES[asked]}, so this was transcribed as "
            f"{LANGUAGES[substitute]}. Choose large-v3 or large-v3-turbo for {LANGUAGES[asked]}.",
        )
        return replace(options, language=substitute, languages=()), (caveat,)


class EnglishCheck:
    """Checks whether the text of an English-only model is probable.

    Such a model cannot tell languages apart: it makes up English sentences for foreign speech.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._logprob = 0.0

    def add(self, segments: Iterable[Segment]) -> None:
        """Add segments as they come."""
        for segment in segments:
            seconds = segment.end - segment.start
            self._seconds += seconds
            self._logprob += seconds * segment.avg_logprob

    def caveats(self) -> tuple[Caveat, ...]:
        """Return a caveat if another language was probably spoken."""
        if self._seconds <= 0 or self._logprob / self._seconds >= _IMPROBABLE:
            return ()
        caveat = Caveat(
            "language_doubtful",
            "The model understands English only, and its text is improbable for this sound. "
            "If another language is spoken, choose a model whose name does not end in '.en'.",
        )
        return (caveat,)


def _in_english(options: TranscriptionOptions) -> TranscriptionOptions:
    return replace(
        options,
        task=Task.TRANSCRIBE,
        language="en",
        languages=(),
        multilingual=Multilingual.FALSE,
    )


def _caveats(options: TranscriptionOptions) -> Iterable[Caveat]:
    asked = [options.language] if options.language else list(options.languages)
    if asked and "en" not in asked:
        names = " or ".join(LANGUAGES[code] for code in asked)
        yield Caveat(
            "english_only_model",
            f"The model understands English only, so this was transcribed as English, not as "
            f"{names}. For other languages choose a model whose name does not end in '.en'.",
        )
    # English speech needs no translation, so for it the request is met.
    if options.task is Task.TRANSLATE:
        yield Caveat(
            "no_translation",
            "The model understands English only and cannot translate: English speech was written "
            "down as it is. For other languages choose a model whose name does not end in '.en'.",
        )
