"""A first look at an upload: is it something that can be transcribed at all?"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from domain.job import BlobKey


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """What the container says of its first sound track; None where it does not say.

    `duration_seconds` may be wrong: only decoding to the end tells.
    """

    container: str
    codec: str
    sample_rate_hz: int | None
    channels: int | None
    duration_seconds: float | None


class AudioProbe(Protocol):
    """Looks into stored audio without decoding all of it."""

    @abstractmethod
    async def examine(self, key: BlobKey) -> SoundTrack:
        """Describe the sound track. Raises UnsupportedAudioError where none can be decoded."""
