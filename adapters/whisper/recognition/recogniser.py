"""Turn a batch of windows into what was said in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from adapters.sound.speech.window import Window
from adapters.whisper.lanes.dictation import Dictation
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.stream import Transcribed, Turn
from adapters.whisper.recognition.coverage import SHORTEST_HOLE_SECONDS, Stretch, holes, speech_in
from adapters.whisper.recognition.decoder import Decoder, Order
from adapters.whisper.recognition.decoding_rules import library_options
from adapters.whisper.recognition.echo import is_confirmed, is_echo
from adapters.whisper.recognition.encoding import Encoded
from adapters.whisper.recognition.guards import Guards
from adapters.whisper.recognition.holes import HoleFilling
from adapters.whisper.recognition.language_detection import LanguageDetection
from adapters.whisper.recognition.loops import loops
from adapters.whisper.recognition.reading import Reading
from adapters.whisper.recognition.second_hearing import SecondHearing
from adapters.whisper.recognition.segments import as_segments
from adapters.whisper.recognition.timing import refined
from adapters.whisper.recognition.words import AlignedWord
from domain.errors import TranscriptionFailedError
from domain.options import Task
from domain.transcript import Cut, Gap

# A translation has other words in another order, so its words cover speech only roughly.
_SHORTEST_HOLE_TRANSLATED: float = 4.0


@dataclass(frozen=True, slots=True)
class _Read:
    """A window with its first reading."""

    turn: Turn
    order: Order
    reading: Reading
    speech: list[Stretch]


class Recogniser:
    """Runs one loaded model over batches; safe to use from several lanes at once.

    With the same windows, padding and options, the tokens of the first pass equal those of
    faster-whisper's BatchedInferencePipeline. What cannot be believed is then heard again in other
    ways, and so is speech that no word covers.
    """

    def __init__(self, model: WhisperModel, *, guards: Guards, metrics: LaneMetrics) -> None:
        self._model = model
        self._guards = guards
        self._metrics = metrics
        self._decoder = Decoder(model)
        self._languages = LanguageDetection(model, self._decoder)
        self._second_hearing = SecondHearing(self._decoder, guards)
        self._fill_holes = HoleFilling(self._decoder, guards)
        self._tokenizer = cache(self._make_tokenizer)

    def __call__(self, batch: Sequence[Turn]) -> Iterator[tuple[Turn, Transcribed | None]]:
        """Transcribe windows that have the same batch key.

        A turn comes first with None when its language was found, and once with its segments.
        """
        encodings = self._decoder.encode([turn.features for turn in batch])
        for turn in self._languages.of_recordings(batch, encodings.all):
            yield turn, None
        languages = self._languages.of_windows(batch, encodings.all)
        orders = [
            self._order(turn, language) for turn, language in zip(batch, languages, strict=True)
        ]
        readings = self._decoder.read(encodings, orders)
        read = [
            _Read(turn, order, reading, _speech(turn))
            for turn, order, reading in zip(batch, orders, readings, strict=True)
        ]
        for each in sorted(read, key=self._needs_more):
            yield each.turn, self._finished(each)

    def _order(self, turn: Turn, language: str) -> Order:
        options = turn.dictation.options
        tokenizer = self._tokenizer(language, options.task.value)
        return Order(
            tokenizer=tokenizer,
            rules=library_options(options, tokenizer, self._guards),
            prompt=self._prompt(turn.dictation, tokenizer),
            plain_prompt=self._model.get_prompt(tokenizer, [], without_timestamps=True),
            seconds=turn.window.seconds,
        )

    def _in_own_language(self, turn: Turn, encoded: Encoded, order: Order) -> Order:
        spoken = order.tokenizer.language_code
        language = self._languages.of_stretch(turn, encoded, spoken, order.seconds)
        if language == spoken:
            return order
        return self._order(turn, language).unprompted().lasting(order.seconds)

    def _prompt(self, dictation: Dictation, tokenizer: Tokenizer) -> list[int]:
        prompt: list[int] = self._model.get_prompt(
            tokenizer,
            dictation.previous_tokens(tokenizer),
            without_timestamps=True,
            hotwords=dictation.options.hotwords,
        )
        return prompt

    def _needs_more(self, read: _Read) -> bool:
        """Say whether a window takes longer; those that are done go first."""
        doubted = self._guards.doubt(read.reading) is not None
        return doubted or bool(holes(read.speech, read.reading.words))

    def _finished(self, read: _Read) -> Transcribed:
        """Mend what cannot be believed, then say what was heard, what is missing and what went."""
        turn, window = read.turn, read.turn.window
        reading = self._believable(read)
        silent = self._guards.is_silence(reading.hypothesis)
        words = () if silent else reading.words
        shortest = _shortest_hole(turn.dictation)
        words = self._fill_holes(
            words,
            read.order,
            turn.features,
            read.speech,
            shortest,
            partial(self._in_own_language, turn),
        )
        words, cuts = _without_loops(words, window)
        words = refined(words, read.speech, window.seconds)
        segments = as_segments(
            words,
            reading.hypothesis,
            window,
            language=read.order.tokenizer.language_code,
            with_words=turn.dictation.options.word_timestamps,
        )
        turn.dictation.remember(segments)
        return Transcribed(window, segments, _gaps(read, words, shortest), cuts)

    def _believable(self, read: _Read) -> Reading:
        doubt = self._guards.doubt(read.reading)
        if doubt is None:
            return self._without_echo(read)
        self._metrics.fell_back(str(doubt))
        better = self._second_hearing(read.reading, read.order, read.turn.features, read.speech)
        return self._without_echo(replace(read, reading=better))

    def _without_echo(self, read: _Read) -> Reading:
        """Hear again without prompt and hotwords what may be nothing but them."""
        options, said = read.turn.dictation.options, read.reading.hypothesis.text
        if not is_echo(said, prompt=options.prompt, hotwords=options.hotwords):
            return read.reading
        encodings = self._decoder.encode([read.turn.features])
        (plain,) = self._decoder.read(encodings, [read.order.unprompted()])
        return read.reading if is_confirmed(said, plain.hypothesis.text) else plain

    def _make_tokenizer(self, language: str, task: str) -> Tokenizer:
        """Make the tokenizer of a language. Raises TranscriptionFailedError if there is none."""
        multilingual = self._model.model.is_multilingual
        if multilingual and self._model.hf_tokenizer.token_to_id(f"<|{language}|>") is None:
            raise TranscriptionFailedError(
                f"This model does not know the language '{language}'. Choose another model."
            )
        return Tokenizer(self._model.hf_tokenizer, multilingual, task=task, language=language)


def _speech(turn: Turn) -> list[Stretch]:
    padding = turn.dictation.options.voice_activity.speech_pad_ms / 1000
    return speech_in(turn.window, padding)


def _shortest_hole(dictation: Dictation) -> float:
    translated = dictation.options.task is Task.TRANSLATE
    return _SHORTEST_HOLE_TRANSLATED if translated else SHORTEST_HOLE_SECONDS


def _without_loops(
    words: tuple[AlignedWord, ...], window: Window
) -> tuple[tuple[AlignedWord, ...], tuple[Cut, ...]]:
    """Take out what the model said again without sound, and tell what it was."""
    found = loops(words)
    cut = {index for run in found for index in run}
    kept = tuple(word for index, word in enumerate(words) if index not in cut)
    return kept, tuple(_cut(words[run.start : run.stop], window) for run in found)


def _cut(words: Sequence[AlignedWord], window: Window) -> Cut:
    start = window.original_time(words[0].start)
    end = window.original_time(words[-1].end, ends=True)
    return Cut(start, max(start, end), "".join(word.text for word in words).strip())


def _gaps(read: _Read, words: Sequence[AlignedWord], shortest: float) -> tuple[Gap, ...]:
    window = read.turn.window
    return tuple(
        Gap(window.original_time(hole.start), window.original_time(hole.end, ends=True))
        for hole in holes(read.speech, words, shortest=shortest)
    )
