import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import BinaryIO

import numpy as np
import pytest
from typing_extensions import override

from adapters.memory.waveforms import MemoryWaveformReader
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.whisper.sound.waveform import AvWaveformReader, _Peaks
from application.ports.blobs import BlobStore
from application.ports.waveforms import WaveformReader
from domain.job import BlobKey
from domain.waveform import MOST_PEAKS, Waveform
from tests.blobs import stored
from tests.contracts.waveform_reader import WaveformReaderContract
from tests.sound import encoded, nothing, tone

SILENCE_AND_TONE = np.concatenate((nothing(1.0), tone(1.0, level=0.5)))


@pytest.fixture
def missing() -> BlobKey:
    return BlobKey("nobody/knows")


class TestMemoryWaveformReader(WaveformReaderContract):
    @pytest.fixture
    def recording(self) -> BlobKey:
        return BlobKey("recording")

    @pytest.fixture
    def no_recording(self) -> BlobKey:
        return BlobKey("text")

    @pytest.fixture
    def reader(self, recording: BlobKey, no_recording: BlobKey) -> WaveformReader:
        seen = Waveform(2.0, (0.0,) * 100 + (0.5,) * 100)
        return MemoryWaveformReader({recording: seen, no_recording: None})


class LatchedBlobs(ObstoreBlobStore):
    """Opens nothing before `latch` is set, and counts what is open at the same time."""

    latch = Event()
    open_now = 0
    most_open = 0

    @override
    @contextmanager
    def open(self, key: BlobKey) -> Iterator[BinaryIO]:
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        self.latch.wait(timeout=60)
        with super().open(key) as file:
            yield file
        self.open_now -= 1


class TestAvWaveformReader(WaveformReaderContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> BlobStore:
        return ObstoreBlobStore.from_url(f"file://{tmp_path}/audio")

    @pytest.fixture
    def reader(self, blobs: BlobStore) -> WaveformReader:
        return AvWaveformReader(blobs)

    @pytest.fixture
    async def recording(self, blobs: BlobStore) -> BlobKey:
        return await stored(blobs, "recording", encoded(SILENCE_AND_TONE))

    @pytest.fixture
    async def no_recording(self, blobs: BlobStore) -> BlobKey:
        return await stored(blobs, "text", b"Dear all,\nthis is a letter.\n" * 50)

    @pytest.mark.parametrize("seconds", [0.005, 1.0, 39.99, 40.0, 61.7, 200.0])
    async def test_there_are_never_more_peaks_than_the_most(
        self, blobs: BlobStore, reader: WaveformReader, seconds: float
    ) -> None:
        key = await stored(blobs, "long", encoded(tone(seconds, level=0.8)))
        waveform = await reader.measure(key)
        assert 0 < len(waveform.peaks) <= MOST_PEAKS
        assert waveform.duration_seconds == pytest.approx(seconds, abs=0.01)
        assert all(0 <= peak <= 1 for peak in waveform.peaks)

    async def test_no_more_than_so_many_recordings_are_decoded_at_once(
        self, tmp_path: Path
    ) -> None:
        blobs = LatchedBlobs.from_url(f"file://{tmp_path}/audio")
        reader = AvWaveformReader(blobs, at_once=2)
        keys = [await stored(blobs, f"{n}", encoded(tone(1.0))) for n in range(5)]
        looks = [asyncio.create_task(reader.measure(key)) for key in keys]
        await asyncio.wait(looks, timeout=0.05)
        blobs.latch.set()
        assert len(await asyncio.gather(*looks)) == 5
        assert blobs.most_open == 2


@pytest.mark.parametrize("blocks", [1, 7, 1_000, 18_000])
def test_a_moment_that_is_loud_is_seen_at_its_place_however_long_the_recording(
    blocks: int,
) -> None:
    peaks = _Peaks()
    quiet = np.zeros(32_000, dtype=np.float32)
    loud = quiet.copy()
    loud[5] = -1.0
    at = blocks // 2
    for number in range(blocks):
        peaks.add(loud if number == at else quiet)
    found = peaks.all()
    assert len(found) <= MOST_PEAKS
    (seen,) = [n for n, peak in enumerate(found) if peak]
    assert seen == pytest.approx(at / blocks * len(found), abs=1)
