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

    `resume_after` is the last passage of an earlier attempt, `detected` the language it found:
    what comes out then goes on behind it, as if nothing had happened. `said_before` are the last
    segments up to there, at least CONTEXT_SEGMENTS of them where there are so many; they matter
    only with `condition_on_previous_text`. `owner` is the user who asked for it: users take turns.
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
    """The model is not ready yet: so much of it is downloaded, from 0 to 1.

    None where nothing has to be downloaded, and it is read into memory.
    """

    share: float | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model that was awaited is ready, and the recording is transcribed from now on."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The next passage of the transcript, and the language it is in."""

    passage: Passage
    detected: DetectedLanguage | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The recording has been heard to its end: its true length, and what to know about it.

    `model_revision` names the files of the model that heard it.
    """

    duration_seconds: float
    detected: DetectedLanguage | None
    caveats: tuple[Caveat, ...] = ()
    model_revision: str | None = None


Update = Preparing | Prepared | Heard | Ended
"""What a transcriber tells while it is at work."""


class Transcriber(Protocol):
    """A Whisper model at work. Several recordings may be transcribed at once."""

    @abstractmethod
    def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        """Yield passages in order while they are made, and `Ended` as the last thing.

        A model that is not ready yet is told of before the first passage: `Preparing` at once and
        then about once a second, and `Prepared` at last.

        Closing the generator stops the work between two windows and frees everything it held.
        Raises AudioUnreadableError, ModelUnavailableError, OutOfMemoryError,
        StorageUnavailableError, BlobNotFoundError.
        """
