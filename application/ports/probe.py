"""Port: checks whether an upload can be transcribed at all."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from domain.job import BlobKey


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """What the container says of its sound track; None if it does not say.

    `duration_seconds` may be wrong: only decoding to the end gives the true length.
    """

    container: str
    codec: str
    sample_rate_hz: int | None
    channels: int | None
    duration_seconds: float | None


class AudioProbe(Protocol):
    """Inspects stored audio without decoding all of it."""

    @abstractmethod
    async def examine(self, key: BlobKey, track: int | None = None) -> SoundTrack:
        """Describe the sound track with this number (from 1), or choose a track.

        Raises UnsupportedAudioError if the track is missing or cannot be decoded, and
        UnavailableError if that cannot be found out now. Cancelling it ends the work.
        """
