"""Port: transcribes utterances while they are spoken."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from application.ports.speech_detector import Frame
from domain.live.words import LiveWord
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage, Segment
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class Utterance:
    """The sound of an utterance so far, and the words of it that are committed.

    `start` is the position of its first frame in the session, in frames.
    """

    start: int
    frames: Sequence[Frame]
    committed: Sequence[LiveWord] = ()


@dataclass(frozen=True, slots=True)
class Final:
    """The text of a whole utterance: segments with words, their times in the session."""

    segments: tuple[Segment, ...]
    language: DetectedLanguage | None = None


class LiveTranscription(Protocol):
    """Transcribes the utterances of one session with one model, one call at a time.

    A call that was cancelled may still be at work beside the next one.
    """

    @abstractmethod
    async def hypothesis(self, utterance: Callable[[], Utterance]) -> Sequence[LiveWord] | None:
        """Return the words of an utterance that goes on, beginning with its committed text.

        It is asked for when the engine is about to decode it, so that the sound is as recent as
        possible. None means that no text is reliable so far. Raises what `final` raises.
        """

    @abstractmethod
    async def final(self, utterance: Utterance) -> Final:
        """Return the text of a whole utterance of at most 30 s, with all checks of the engine.

        Its committed words are not looked at. Raises ModelUnavailableError, OutOfMemoryError,
        TranscriptionFailedError, UnavailableError.
        """


class LiveTranscriber(Protocol):
    """Opens live transcriptions, which share the engine with all jobs."""

    @abstractmethod
    def open(
        self, model: ModelName, options: TranscriptionOptions, *, owner: UserId
    ) -> AbstractAsyncContextManager[LiveTranscription]:
        """Keep a model for a session, loading it if necessary.

        Entering raises ModelUnavailableError, OutOfMemoryError, UnavailableError. Leaving frees
        the model and drops what waits for a lane.
        """
