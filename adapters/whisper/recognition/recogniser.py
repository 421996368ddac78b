"""A batch of windows in, what was said in each out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import TranscriptionOptions as LibraryOptions

from adapters.whisper.lanes.dictation import Dictation
from adapters.whisper.lanes.figures import LaneFigures
from adapters.whisper.lanes.stream import Turn
from adapters.whisper.recognition.decoding_rules import library_options, search_arguments
from adapters.whisper.recognition.encoding import Encoded, Encodings
from adapters.whisper.recognition.guards import Guards
from adapters.whisper.recognition.hypothesis import Hypothesis
from adapters.whisper.recognition.segments import as_segments, split
from adapters.whisper.recognition.words import Aligner
from domain.errors import TranscriptionFailedError
from domain.transcript import DetectedLanguage, Segment


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the model made of one window, and by which rules."""

    turn: Turn
    hypothesis: Hypothesis
    tokenizer: Tokenizer
    rules: LibraryOptions
    prompt: list[int]


class Recogniser:
    """Runs one loaded model over batches; safe to use from several lanes at once.

    With the same windows and options, the tokens of the first pass equal those of faster-whisper's
    BatchedInferencePipeline. On top of it come the guards that only its sequential mode has.
    """

    def __init__(self, model: WhisperModel, *, guards: Guards, figures: LaneFigures) -> None:
        self._model = model
        self._guards = guards
        self._figures = figures
        self._aligner = Aligner(model)
        self._tokenizer = cache(self._make_tokenizer)

    def __call__(self, batch: Sequence[Turn]) -> Iterator[tuple[Turn, tuple[Segment, ...] | None]]:
        """Transcribe windows that have the same batch key.

        A turn comes first with None when its language was found, and once with its segments.
        """
        encodings = Encodings(self._model, [turn.features for turn in batch])
        for turn in self._learn_languages(batch, encodings.all):
            yield turn, None
        heard = self._generate(batch, encodings.all)
        certain = [each for each in heard if self._doubt(each) is None]
        yield from self._finished(certain, heard, encodings.all)
        for index, each in enumerate(heard):
            if self._doubt(each) is not None:
                alone = encodings.of(index)
                better = self._fall_back(each, alone)
                yield from self._finished([better], [better], alone)

    def _learn_languages(self, batch: Sequence[Turn], encoded: Encoded) -> list[Turn]:
        """Find the languages that are not known yet, on the encoding that is there anyhow."""
        unknown = [turn for turn in batch if turn.dictation.detected is None]
        if not unknown:
            return []
        if not self._model.model.is_multilingual:
            for turn in unknown:
                turn.dictation.detected = DetectedLanguage("en", 1.0)
            return unknown
        for turn, ranking in zip(batch, self._model.model.detect_language(encoded), strict=True):
            if turn.dictation.detected is None:
                token, probability = ranking[0]
                turn.dictation.detected = DetectedLanguage(token[2:-2], float(probability))
        return unknown

    def _generate(self, batch: Sequence[Turn], encoded: Encoded) -> list[_Heard]:
        speakers = [self._speaker(turn.dictation) for turn in batch]
        prompts = [
            self._prompt(turn.dictation, tokenizer)
            for turn, (tokenizer, _) in zip(batch, speakers, strict=True)
        ]
        rules = speakers[0][1]  # what they have in common is in the batch key
        results = self._model.model.generate(
            encoded, prompts, max_length=self._model.max_length, **search_arguments(rules)
        )
        return [
            _Heard(turn, Hypothesis.of(result, rules, tokenizer), tokenizer, own, prompt)
            for turn, result, (tokenizer, own), prompt in zip(
                batch, results, speakers, prompts, strict=True
            )
        ]

    def _prompt(self, dictation: Dictation, tokenizer: Tokenizer) -> list[int]:
        prompt: list[int] = self._model.get_prompt(
            tokenizer,
            dictation.previous_tokens(tokenizer),
            without_timestamps=False,
            hotwords=dictation.options.hotwords,
        )
        return prompt

    def _doubt(self, heard: _Heard) -> str | None:
        if len(heard.rules.temperatures) == 1:
            return None
        said = heard.hypothesis
        return self._guards.doubt(said.text, said.avg_logprob, said.no_speech_prob)

    def _fall_back(self, heard: _Heard, encoded: Encoded) -> _Heard:
        """Decode once more at rising temperatures, by the library's own loop."""
        self._figures.fell_back(str(self._doubt(heard)))
        hotter = LibraryOptions(
            **{**vars(heard.rules), "temperatures": heard.rules.temperatures[1:]}
        )
        result, _, temperature, _ = self._model.generate_with_fallback(
            encoded, heard.prompt, heard.tokenizer, hotter
        )
        again = Hypothesis.of(result, hotter, heard.tokenizer, temperature=temperature)
        best = self._guards.better(heard.hypothesis, again)
        return _Heard(heard.turn, best, heard.tokenizer, heard.rules, heard.prompt)

    def _finished(
        self, chosen: Sequence[_Heard], heard: Sequence[_Heard], encoded: Encoded
    ) -> Iterator[tuple[Turn, tuple[Segment, ...]]]:
        """Turn token lists into segments; `encoded` holds a row for each of `heard`."""
        drafts = {id(each): self._draft(each) for each in chosen}
        if chosen and chosen[0].rules.word_timestamps:
            rows = [drafts.get(id(each), []) for each in heard]
            windows = [each.turn.window for each in heard]
            self._aligner.place_words(rows, chosen[0].tokenizer, encoded, windows)
        for each in chosen:
            segments = as_segments(drafts[id(each)], each.hypothesis, each.turn.window)
            each.turn.dictation.remember(segments)
            yield each.turn, segments

    def _draft(self, heard: _Heard) -> list[dict[str, Any]]:
        said = heard.hypothesis
        if self._guards.is_silence(said.avg_logprob, said.no_speech_prob):
            return []
        looping = self._guards.is_repetitive(said.text)
        return split(self._model, heard.tokenizer, said, heard.turn.window, unloop=looping)

    def _speaker(self, dictation: Dictation) -> tuple[Tokenizer, LibraryOptions]:
        detected = dictation.detected
        if detected is None:
            raise RuntimeError("a window is decoded before its language is known")
        tokenizer = self._tokenizer(detected.code, dictation.options.task.value)
        return tokenizer, library_options(dictation.options, tokenizer, self._guards)

    def _make_tokenizer(self, language: str, task: str) -> Tokenizer:
        """Make the tokenizer of a language. Raises TranscriptionFailedError if there is none."""
        multilingual = self._model.model.is_multilingual
        if multilingual and self._model.hf_tokenizer.token_to_id(f"<|{language}|>") is None:
            raise TranscriptionFailedError(
                f"This model does not know the language '{language}'. Choose another model."
            )
        return Tokenizer(self._model.hf_tokenizer, multilingual, task=task, language=language)
