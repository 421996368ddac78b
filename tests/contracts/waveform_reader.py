"""What every WaveformReader promises."""

import pytest

from application.ports.waveforms import WaveformReader
from domain.errors.capacity import BlobNotFoundError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey


class WaveformReaderContract:
    """Needs fixtures `reader`, `no_recording`, `missing`; `recording`: 1 s silence, 1 s tone."""

    async def test_it_sees_what_is_loud_and_what_is_not(
        self, reader: WaveformReader, recording: BlobKey
    ) -> None:
        waveform = await reader.measure(recording)
        half = len(waveform.peaks) // 2
        assert waveform.duration_seconds == pytest.approx(2.0, abs=0.01)
        assert max(waveform.peaks[: half - 1]) == 0.0
        assert min(waveform.peaks[half + 1 :]) == pytest.approx(0.5, abs=0.1)

    async def test_what_is_no_recording_is_refused(
        self, reader: WaveformReader, no_recording: BlobKey
    ) -> None:
        with pytest.raises(UnsupportedAudioError):
            await reader.measure(no_recording)

    async def test_what_is_gone_is_said_to_be_gone(
        self, reader: WaveformReader, missing: BlobKey
    ) -> None:
        with pytest.raises(BlobNotFoundError):
            await reader.measure(missing)
