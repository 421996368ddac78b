from collections.abc import Mapping

from typing_extensions import override

from application.ports.waveforms import WaveformReader
from domain.errors.capacity import BlobNotFoundError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey
from domain.waveform import Waveform


class MemoryWaveformReader(WaveformReader):
    """Knows what each recording looks like (None is no recording), and counts who asked."""

    def __init__(self, known: Mapping[BlobKey, Waveform | None]) -> None:
        self._known = known
        self.measured = 0

    @override
    async def measure(self, key: BlobKey, track: int | None = None) -> Waveform:
        self.measured += 1
        if key not in self._known:
            raise BlobNotFoundError("The recording is gone.")
        waveform = self._known[key]
        if waveform is None:
            raise UnsupportedAudioError("There is no sound in this file that can be decoded.")
        return waveform
