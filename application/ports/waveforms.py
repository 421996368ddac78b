"""Port: measures how loud a recording is over time."""

from abc import abstractmethod
from typing import Protocol

from domain.job import BlobKey
from domain.waveform import Waveform


class WaveformReader(Protocol):
    """Listens to a whole recording, in memory that does not grow with its length."""

    @abstractmethod
    async def measure(self, key: BlobKey, track: int | None = None) -> Waveform:
        """Measure the sound track with this number, counted from 1, or the one that is chosen.

        Raises BlobNotFoundError, StorageUnavailableError, UnsupportedAudioError.

        A cancel ends the listening, and comes out once nothing more is done.
        """
