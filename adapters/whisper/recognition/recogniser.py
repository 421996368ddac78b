"""Transcribe a batch of windows: decode, repair, and turn the words into segments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from adapters.sound.speech.window import Window
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.early_progress import DECODED, ENCODED
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.stream import QueuedWindow, Transcribed
from adapters.whisper.recognition.coverage import (
    SHORTEST_GAP_SECONDS,
    Interval,
    find_gaps,
    speech_in,
)
from adapters.whisper.recognition.decoder import Decoder, DecodingRequest
from adapters.whisper.recognition.decoding_result import DecodingResult
from adapters.whisper.recognition.decoding_rules import library_options
from adapters.whisper.recognition.echo import is_confirmed, is_echo
from adapters.whisper.recognition.encoding import Encoded
from adapters.whisper.recognition.fallback import Fallback
from adapters.whisper.recognition.gap_filling import GapFilling
from adapters.whisper.recognition.language_detection import LanguageDetection
from adapters.whisper.recognition.loops import loops
from adapters.whisper.recognition.quality_checks import QualityChecks
from adapters.whisper.recognition.segments import as_segments
from adapters.whisper.recognition.timing import refined
from adapters.whisper.recognition.words import AlignedWord
from domain.errors.kinds import TranscriptionFailedError
from domain.options import Task
from domain.transcript import Cut, Gap

# A translation has other words in another order, so they cover the speech only roughly.
_SHORTEST_GAP_IN_TRANSLATION_SECONDS: float = 4.0


@dataclass(frozen=True, slots=True)
class _DecodedWindow:
    """A window with its first result."""

    queued: QueuedWindow
    request: DecodingRequest
    result: DecodingResult
    speech: list[Interval]

    @property
    def checks(self) -> QualityChecks:
        """The checks with the thresholds of its recording."""
        return QualityChecks.of(self.queued.decoding_context.options.decoding)


class Recogniser:
    """Runs one loaded model over batches; several lanes can use it at once.

    With the same windows, padding and options, the tokens of the first pass equal those of
    faster-whisper's BatchedInferencePipeline. Results that are not reliable are then decoded again
    in other ways, and so is speech that no word covers.
    """

    def __init__(self, model: WhisperModel, *, metrics: LaneMetrics) -> None:
        self._model = model
        self._metrics = metrics
        self._decoder = Decoder(model)
        self._languages = LanguageDetection(model, self._decoder)
        self._tokenizer = cache(self._make_tokenizer)

    def __call__(
        self, batch: Sequence[QueuedWindow]
    ) -> Iterator[tuple[QueuedWindow, Transcribed | None]]:
        """Transcribe windows that have the same batch key.

        A window is yielded with None once its language was detected, and later with its segments.
        """
        encodings = self._decoder.encode([queued.features for queued in batch])
        _note(batch, ENCODED)
        for queued in self._languages.of_recordings(batch, encodings.all):
            yield queued, None
        languages = self._languages.of_windows(batch, encodings.all)
        requests = [
            self._request(queued, language)
            for queued, language in zip(batch, languages, strict=True)
        ]
        results = self._decoder.decode(encodings, requests)
        _note(batch, DECODED)
        decoded = [
            _DecodedWindow(queued, request, result, _speech(queued))
            for queued, request, result in zip(batch, requests, results, strict=True)
        ]
        for each in sorted(decoded, key=self._needs_more):
            yield each.queued, self._finished(each)

    def _request(self, queued: QueuedWindow, language: str) -> DecodingRequest:
        options = queued.decoding_context.options
        tokenizer = self._tokenizer(language, options.task.value)
        return DecodingRequest(
            tokenizer=tokenizer,
            rules=library_options(options, tokenizer),
            prompt=self._prompt(queued.decoding_context, tokenizer),
            plain_prompt=self._model.get_prompt(tokenizer, [], without_timestamps=True),
            seconds=queued.window.seconds,
        )

    def _in_own_language(
        self, queued: QueuedWindow, encoded: Encoded, request: DecodingRequest
    ) -> DecodingRequest:
        spoken = request.tokenizer.language_code
        language = self._languages.of_interval(queued, encoded, spoken, request.seconds)
        if language == spoken:
            return request
        return self._request(queued, language).without_prompt().with_duration(request.seconds)

    def _prompt(self, decoding_context: DecodingContext, tokenizer: Tokenizer) -> list[int]:
        prompt: list[int] = self._model.get_prompt(
            tokenizer,
            decoding_context.previous_tokens(tokenizer),
            without_timestamps=True,
            hotwords=decoding_context.options.hotwords,
        )
        return prompt

    def _needs_more(self, decoded: _DecodedWindow) -> bool:
        """Say whether a window must be decoded again; the others are finished first."""
        not_reliable = decoded.checks.fallback_reason(decoded.result) is not None
        return not_reliable or bool(find_gaps(decoded.speech, decoded.result.words))

    def _finished(self, decoded: _DecodedWindow) -> Transcribed:
        """Repair a result that is not reliable, and return it with its gaps and cuts."""
        queued, window = decoded.queued, decoded.queued.window
        result = self._reliable(decoded)
        silent = decoded.checks.is_silence(result.hypothesis)
        words = () if silent else result.words
        shortest = _shortest_gap(queued.decoding_context)
        words = GapFilling(self._decoder, decoded.checks)(
            words,
            decoded.request,
            queued.features,
            decoded.speech,
            shortest,
            partial(self._in_own_language, queued),
        )
        words, cuts = _without_loops(words, window)
        words = refined(words, decoded.speech, window.seconds)
        segments = as_segments(
            words,
            result.hypothesis,
            window,
            language=decoded.request.tokenizer.language_code,
            with_words=queued.decoding_context.options.word_timestamps,
        )
        queued.decoding_context.remember(segments)
        return Transcribed(window, segments, _gaps(decoded, words, shortest), cuts)

    def _reliable(self, decoded: _DecodedWindow) -> DecodingResult:
        reason = decoded.checks.fallback_reason(decoded.result)
        if reason is None:
            return self._without_echo(decoded)
        self._metrics.fell_back(str(reason))
        better = Fallback(self._decoder, decoded.checks)(
            decoded.result, decoded.request, decoded.queued.features, decoded.speech
        )
        return self._without_echo(replace(decoded, result=better))

    def _without_echo(self, decoded: _DecodedWindow) -> DecodingResult:
        """Decode again without prompt and hotwords if the text may only repeat them."""
        options, said = decoded.queued.decoding_context.options, decoded.result.hypothesis.text
        if not is_echo(said, prompt=options.prompt, hotwords=options.hotwords):
            return decoded.result
        encodings = self._decoder.encode([decoded.queued.features])
        (plain,) = self._decoder.decode(encodings, [decoded.request.without_prompt()])
        return decoded.result if is_confirmed(said, plain.hypothesis.text) else plain

    def _make_tokenizer(self, language: str, task: str) -> Tokenizer:
        """Make a language's tokenizer. Raises TranscriptionFailedError if the model lacks it."""
        multilingual = self._model.model.is_multilingual
        if multilingual and self._model.hf_tokenizer.token_to_id(f"<|{language}|>") is None:
            raise TranscriptionFailedError(
                f"This model does not know the language '{language}'. Choose another model."
            )
        return Tokenizer(self._model.hf_tokenizer, multilingual, task=task, language=language)


def _note(batch: Sequence[QueuedWindow], share: float) -> None:
    for queued in batch:
        queued.reached(share)


def _speech(queued: QueuedWindow) -> list[Interval]:
    padding = queued.decoding_context.options.voice_activity.speech_pad_ms / 1000
    return speech_in(queued.window, padding)


def _shortest_gap(decoding_context: DecodingContext) -> float:
    translated = decoding_context.options.task is Task.TRANSLATE
    return _SHORTEST_GAP_IN_TRANSLATION_SECONDS if translated else SHORTEST_GAP_SECONDS


def _without_loops(
    words: tuple[AlignedWord, ...], window: Window
) -> tuple[tuple[AlignedWord, ...], tuple[Cut, ...]]:
    """Remove the words that the model repeated without sound, and return them as cuts."""
    found = loops(words)
    cut = {index for run in found for index in run}
    kept = tuple(word for index, word in enumerate(words) if index not in cut)
    return kept, tuple(_cut(words[run.start : run.stop], window) for run in found)


def _cut(words: Sequence[AlignedWord], window: Window) -> Cut:
    start = window.original_time(words[0].start)
    end = window.original_time(words[-1].end, ends=True)
    return Cut(start, max(start, end), "".join(word.text for word in words).strip())


def _gaps(
    decoded: _DecodedWindow, words: Sequence[AlignedWord], shortest: float
) -> tuple[Gap, ...]:
    window = decoded.queued.window
    return tuple(
        Gap(window.original_time(gap.start), window.original_time(gap.end, ends=True))
        for gap in find_gaps(decoded.speech, words, shortest=shortest)
    )
