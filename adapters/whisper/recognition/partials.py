"""Decode speech that is still going on: quickly, and continuing text that is already committed."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from adapters.whisper.features import Features
from adapters.whisper.lanes.decoding_context import PROMPT_TOKENS
from adapters.whisper.recognition.decoding_rules import library_options, search_arguments
from adapters.whisper.recognition.encoding import Encoded
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.languages import choose, language_of_window, ranking_of
from adapters.whisper.recognition.quality_checks import QualityChecks
from adapters.whisper.recognition.words import AlignedWord, Aligner
from domain.options import TranscriptionOptions
from domain.transcript import DetectedLanguage

# Nobody speaks faster than this for long; more text is a loop, and would only take time.
_TOKENS_PER_SECOND: Final = 10
_LEAST_TOKENS: Final = 16


@dataclass(frozen=True, slots=True)
class PartialRequest:
    """Sound of an utterance that goes on.

    `seconds` is its length without padding. `said_before` is the text just before it, and
    `committed` the text with which its own text must begin, both with the model's spaces.
    `language` is None if it is to be detected; `usual` is the language of the session so far.
    """

    features: Features
    seconds: float
    options: TranscriptionOptions
    said_before: str = ""
    committed: str = ""
    language: str | None = None
    usual: DetectedLanguage | None = None


@dataclass(frozen=True, slots=True)
class PartialResult:
    """The words of a hypothesis and its language; None as words if the text is not reliable."""

    words: tuple[AlignedWord, ...] | None
    language: str


class PartialRecogniser:
    """Decodes without a second try: what is not reliable is decoded again soon anyway."""

    def __init__(self, model: WhisperModel) -> None:
        self._model = model
        self._align = Aligner(model)
        self._tokenizer = cache(self._make_tokenizer)

    def __call__(self, request: PartialRequest) -> PartialResult:
        """Decode once."""
        encoded = self._model.encode(request.features[None])
        language = request.language or self._language(encoded, request)
        tokenizer = self._tokenizer(language, request.options.task.value)
        said = self._decode(encoded, request, tokenizer)
        if not _is_reliable(said, QualityChecks.of(request.options.decoding)):
            return PartialResult(None, language)
        (words,) = self._align(tokenizer, [said.tokens], encoded, [request.seconds])
        return PartialResult(words, language)

    def _language(self, encoded: Encoded, request: PartialRequest) -> str:
        options = request.options
        if not self._model.model.is_multilingual:
            return "en"
        if options.language:
            return options.language
        ranking = ranking_of(self._model.model.detect_language(encoded)[0])
        if request.usual is None:
            return choose(ranking, options.languages).code
        return language_of_window(
            ranking, request.usual.code, options, speech_seconds=request.seconds
        )

    def _decode(
        self, encoded: Encoded, request: PartialRequest, tokenizer: Tokenizer
    ) -> Hypothesis:
        options = replace(request.options, temperature=0.0)
        rules = library_options(options, tokenizer)
        prompt = self._model.get_prompt(
            tokenizer,
            self._before(request, tokenizer),
            without_timestamps=True,
            hotwords=options.hotwords,
        )
        prompt = [*prompt, *tokenizer.encode(request.committed)]
        most = len(prompt) + _LEAST_TOKENS + round(request.seconds * _TOKENS_PER_SECOND)
        search = search_arguments(rules) | {"suppress_blank": not request.committed}
        (result,) = self._model.model.generate(
            encoded, [prompt], max_length=min(most, self._model.max_length), **search
        )
        return Hypothesis.of(result, rules, tokenizer)

    def _before(self, request: PartialRequest, tokenizer: Tokenizer) -> list[int]:
        text = " ".join(filter(None, [request.options.prompt, request.said_before.strip()]))
        tokens: list[int] = tokenizer.encode(" " + text.strip()) if text.strip() else []
        return tokens[-PROMPT_TOKENS // 2 :]

    def _make_tokenizer(self, language: str, task: str) -> Tokenizer:
        multilingual = self._model.model.is_multilingual
        return Tokenizer(self._model.hf_tokenizer, multilingual, task=task, language=language)


def _is_reliable(said: Hypothesis, checks: QualityChecks) -> bool:
    if checks.is_silence(said) or checks.is_repetitive(said.text):
        return False
    return said.avg_logprob >= checks.avg_logprob
