"""Port: finds out who speaks when in a recording."""

from abc import abstractmethod
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from domain.job import BlobKey
from domain.options import Channels
from domain.speakers import Diarization, SpeakerCounts
from domain.user import UserId

SAMPLE_SECONDS: Final = (2.0, 10.0)
"""The shortest and the longest sample of a voice."""


@dataclass(frozen=True, slots=True)
class ListeningRequest:
    """One recording whose voices are to be learned.

    `track` and `channels` are the options of the job, so that the times are those of its
    transcript; separate channels are mixed. `resume_after` is the position of the last evidence
    that an earlier attempt stored, in seconds; 0 is the start. `owner` is the user who asked; users
    take turns.
    """

    audio: BlobKey
    track: int | None = None
    channels: Channels = Channels.MIX
    resume_after: float = 0.0
    owner: UserId | None = None


@dataclass(frozen=True, slots=True)
class Listened:
    """What was learned of the voices since the evidence before it.

    Everything before `position` (seconds) has been heard, so a later attempt continues there.
    `evidence` can only be read by `tell_apart`; it holds biometric data and must not be logged or
    shown. `share` is the heard share of the recording, from 0 to 1, None if its length is unknown.
    """

    position: float
    evidence: bytes = field(repr=False)
    share: float | None = None


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A person's name, and their voiceprint as `voiceprint` made it; it is biometric data."""

    name: str
    voiceprint: bytes = field(repr=False)


class Diarizer(Protocol):
    """Tells voices apart; several recordings may be listened to at once.

    Every method but `revision` raises ModelUnavailableError if a file of its models is missing or
    damaged, and OutOfMemoryError.
    """

    @abstractmethod
    async def check(self) -> None:
        """Return if the files of its models are there and whole."""

    @abstractmethod
    async def revision(self) -> str | None:
        """Return the version of its models and of its method; None if a file cannot be read.

        Only results of the same version can stand for one another.
        """

    @abstractmethod
    def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        """Yield evidence in the order of the recording, at least for each minute or so of audio.

        The last evidence reaches the end of the recording. All evidence of a recording gives the
        same result, whether it was made in one go or was taken up after any position. It takes some
        megabytes for an hour of audio at most, and the memory in use does not grow with the
        recording.

        Closing the generator stops the work soon and frees its resources. Raises
        AudioUnreadableError, StorageUnavailableError, BlobNotFoundError.
        """

    @abstractmethod
    async def tell_apart(
        self,
        evidence: AsyncIterable[bytes],
        counts: SpeakerCounts,
        known: Sequence[KnownVoice] = (),
    ) -> Diarization:
        """Find out who spoke when, from all evidence of a recording in its order.

        There are as many speakers as `counts` says, if there are voices enough; nobody speaks
        where there was no speech. A known voice gives its name to one speaker at most, and a
        stranger never gets a name. The same evidence always gives the same result. Memory and time
        are bounded, also for many hours of many voices.

        Raises VoiceEvidenceUnreadableError if the evidence is of another version or damaged.
        """

    @abstractmethod
    async def voiceprint(self, audio: BlobKey, *, owner: UserId) -> bytes:
        """Learn the voice in a sample of SAMPLE_SECONDS in which one person speaks.

        `owner` is the user who asked; users take turns, as in `listen`.

        Raises VoiceSampleLengthError, VoiceSampleMixedError, VoiceSampleSilentError,
        AudioUnreadableError, StorageUnavailableError, BlobNotFoundError.
        """
