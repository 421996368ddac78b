"""Live transcription of letters: a byte of sound is a frame, and a run of one letter is a word."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import TYPE_CHECKING

from typing_extensions import override

from application.ports.live_transcriber import (
    Final,
    LiveTranscriber,
    LiveTranscription,
    Utterance,
)
from application.ports.speech_detector import Frame, SpeechDetector, SpeechDetectors
from domain.errors.transcription import ModelUnavailableError
from domain.live.settings import SoundFormat
from domain.live.turns import FRAME_SAMPLES, SAMPLE_RATE_HZ
from domain.live.words import LiveWord
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage, Segment, Word
from domain.user import UserId

if TYPE_CHECKING:
    from domain.errors.kinds import TranscriberError

FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ
SILENCE = ord(".")
ENGLISH = DetectedLanguage("en", 0.9)


class MemorySpeechDetectors(SpeechDetectors):
    """Takes every letter for speech, and a dot for silence."""

    def __init__(self) -> None:
        self.formats: list[SoundFormat] = []

    @override
    def open(self, sound_format: SoundFormat) -> SpeechDetector:
        self.formats.append(sound_format)
        return _Letters()


class _Letters(SpeechDetector):
    @override
    async def feed(self, data: bytes) -> Sequence[Frame]:
        return [Frame(bytes([letter]), float(letter != SILENCE)) for letter in data]

    @override
    async def finish(self) -> Sequence[Frame]:
        return []


class MemoryLiveTranscriber(LiveTranscriber):
    """Spells the letters of an utterance.

    `guesses` and `finals` replace what hypotheses and final texts would be. `fault` is raised
    instead of a result. While `gate` is closed, no call is answered, and while `guess_gate` is
    closed, no hypothesis. `asked` has all utterances that were decoded, each after `guess` or
    `final`.
    """

    def __init__(self, *, models: Collection[ModelName]) -> None:
        self.models = models
        self.fault: TranscriberError | None = None
        self.guesses: list[Sequence[str] | None] = []
        self.finals: list[Sequence[str]] = []
        self.asked: list[tuple[str, str]] = []
        self.opened: list[tuple[ModelName, TranscriptionOptions]] = []
        self.tried = self.open_now = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.guess_gate = asyncio.Event()
        self.guess_gate.set()

    @override
    @asynccontextmanager
    async def open(
        self, model: ModelName, options: TranscriptionOptions, *, owner: UserId
    ) -> AsyncIterator[LiveTranscription]:
        self.tried += 1
        if model not in self.models:
            raise ModelUnavailableError(f"The model '{model}' is not on this server.")
        self.opened.append((model, options))
        self.open_now += 1
        try:
            yield _Spelling(self)
        finally:
            self.open_now -= 1


class _Spelling(LiveTranscription):
    def __init__(self, owner: MemoryLiveTranscriber) -> None:
        self._owner = owner

    @override
    async def hypothesis(self, utterance: Callable[[], Utterance]) -> Sequence[LiveWord] | None:
        await self._owner.gate.wait()
        await self._owner.guess_gate.wait()
        taken = utterance()
        self._note("guess", taken)
        if self._owner.guesses:
            said = self._owner.guesses.pop(0)
            return None if said is None else [LiveWord(text) for text in said]
        return [LiveWord(word.text, word.end) for word in _words(taken, 0.0)]

    @override
    async def final(self, utterance: Utterance) -> Final:
        await self._owner.gate.wait()
        self._note("final", utterance)
        words = _words(utterance, utterance.start * FRAME_SECONDS)
        if self._owner.finals:
            words = [Word(0.0, 0.1, text, 1.0) for text in self._owner.finals.pop(0)]
        if not words:
            return Final(())
        text = "".join(word.text for word in words)
        segment = Segment(words[0].start, words[-1].end, text, words=tuple(words))
        return Final((segment,), ENGLISH)

    def _note(self, what: str, utterance: Utterance) -> None:
        if self._owner.fault is not None:
            raise self._owner.fault
        self._owner.asked.append((what, _spelled(utterance)))


def _spelled(utterance: Utterance) -> str:
    return b"".join(frame.pcm for frame in utterance.frames).decode()


def _words(utterance: Utterance, start: float) -> list[Word]:
    words: list[Word] = []
    at = 0
    for letter, run in groupby(_spelled(utterance)):
        length = len(list(run))
        if letter != ".":
            begins, ends = (start + frames * FRAME_SECONDS for frames in (at, at + length))
            words.append(Word(round(begins, 3), round(ends, 3), f" {letter}", 1.0))
        at += length
    return words
