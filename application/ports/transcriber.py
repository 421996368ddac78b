"""Port: turns a recording into passages of text."""

from abc import abstractmethod
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final, Protocol

from domain.job import BlobKey, Caveat
from domain.options import ModelName, TranscriptionOptions
from domain.transcript import DetectedLanguage, Passage, Segment
from domain.user import UserId

CONTEXT_SEGMENTS: Final = 223
"""Half of Whisper's context less one token is what a prompt holds, and no segment is empty."""


@dataclass(frozen=True, slots=True)
class TranscriptionRequest:
    """One recording to transcribe.

    `resume_after` is the last passage of an earlier attempt and `detected` the language it found:
    the output then continues after that passage, as if there had been no break. `said_before` are
    the last segments up to there, CONTEXT_SEGMENTS of them or more if there are so many; they are
    used only with `condition_on_previous_text`. `owner` is the user who asked; users take turns.
    """

    audio: BlobKey
    model: ModelName
    options: TranscriptionOptions
    resume_after: Passage | None = None
    detected: DetectedLanguage | None = None
    said_before: tuple[Segment, ...] = ()
    owner: UserId | None = None


@dataclass(frozen=True, slots=True)
class Preparing:
    """The model is not ready yet; the value is the downloaded share, from 0 to 1.

    None means that there is nothing to download and the model is being loaded into memory.
    """

    share: float | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model is ready, and transcription begins."""


@dataclass(frozen=True, slots=True)
class Begun:
    """No passage is final yet, but so much work is done as `position` seconds of sound need."""

    position: float


@dataclass(frozen=True, slots=True)
class Heard:
    """The next passage of the transcript, and its language."""

    passage: Passage
    detected: DetectedLanguage | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of the recording was reached: its true length, and caveats about it.

    `model_revision` names the model files that were used.
    """

    duration_seconds: float
    detected: DetectedLanguage | None
    caveats: tuple[Caveat, ...] = ()
    model_revision: str | None = None


Update = Preparing | Prepared | Begun | Heard | Ended
"""The events of a running transcription."""


class Transcriber(Protocol):
    """Transcribes with Whisper models; several recordings may be transcribed at once."""

    @abstractmethod
    def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        """Yield passages in order as they are made, and `Ended` at the end.

        If the model is not ready, `Preparing` comes at once and then about once a second, and
        `Prepared` before the first passage. Until the first passage `Begun` comes about once a
        second, with positions that only grow.

        Closing the generator stops the work between two windows and frees its resources. Raises
        AudioUnreadableError, ModelUnavailableError, OutOfMemoryError, StorageUnavailableError,
        BlobNotFoundError.
        """
