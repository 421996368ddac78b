import asyncio
import os
import signal
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO

import numpy as np
import pytest
from typing_extensions import override

from adapters.sound.processes.decoding_process import DecodingProcess
from adapters.sound.processes.limits import DecodingLimits
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.waveform import AvWaveformReader, _Peaks
from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.blobs import BlobStore
from application.ports.waveforms import WaveformReader
from domain.errors.capacity import DecoderLostError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey
from domain.waveform import MOST_PEAKS, Waveform
from tests.blobs import stored
from tests.contracts.recordings import NamedOnly, Stored
from tests.contracts.waveform_reader import WaveformReaderContract
from tests.memory.waveforms import MemoryWaveformReader
from tests.processes import decoding_processes
from tests.sound import encoded, nothing, tone, with_tracks

SILENCE_AND_TONE = np.concatenate((nothing(1.0), tone(1.0, level=0.5)))


class TestMemoryWaveformReader(NamedOnly, WaveformReaderContract):
    @pytest.fixture
    def reader(self, recording: BlobKey, no_recording: BlobKey) -> WaveformReader:
        seen = Waveform(2.0, (0.0,) * 100 + (0.5,) * 100)
        return MemoryWaveformReader({recording: seen, no_recording: None})


class LatchedBlobs(ObstoreBlobStore):
    """Opens nothing before `latch` is set; says when somebody wants to, and what is open."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.wanted = Event()
        self.latch = Event()
        self.open_now = 0

    @override
    @contextmanager
    def open(self, key: BlobKey) -> Iterator[BinaryIO]:
        self.open_now += 1
        self.wanted.set()
        self.latch.wait(timeout=60)
        try:
            with super().open(key) as file:
                yield file
        finally:
            self.open_now -= 1


class Doomed(DecodingProcesses):
    """Lends processes that are killed at once."""

    @override
    @contextmanager
    def acquire(self) -> Iterator[DecodingProcess]:
        with super().acquire() as process:
            os.kill(process.pid, signal.SIGKILL)
            yield process


@pytest.mark.slow
class TestAvWaveformReader(Stored, WaveformReaderContract):
    sound = encoded(SILENCE_AND_TONE)

    @pytest.fixture
    def reader(self, blobs: BlobStore) -> WaveformReader:
        return AvWaveformReader(blobs, decoding_processes())

    @pytest.mark.parametrize("seconds", [0.005, 1.0, 39.99, 40.0, 61.7, 200.0])
    async def test_there_are_never_more_peaks_than_the_most(
        self, blobs: BlobStore, reader: WaveformReader, seconds: float
    ) -> None:
        key = await stored(blobs, "long", encoded(tone(seconds, level=0.8)))
        waveform = await reader.measure(key)
        assert 0 < len(waveform.peaks) <= MOST_PEAKS
        assert waveform.duration_seconds == pytest.approx(seconds, abs=0.01)
        assert all(0 <= peak <= 1 for peak in waveform.peaks)

    async def test_the_picture_is_that_of_the_track_that_is_heard(
        self, blobs: BlobStore, reader: WaveformReader
    ) -> None:
        file = with_tracks(nothing(2.0), tone(3.0, level=0.5), nothing(4.0), default=[2])
        key = await stored(blobs, "film", file)
        assert (await reader.measure(key)).duration_seconds == pytest.approx(3.0, abs=0.1)
        assert (await reader.measure(key, 3)).duration_seconds == pytest.approx(4.0, abs=0.1)

    async def test_a_recording_whose_process_is_killed_can_be_asked_for_again(
        self, blobs: BlobStore
    ) -> None:
        processes, key = Doomed(), await stored(blobs, "long", encoded(tone(60.0)))
        with closing(processes), pytest.raises(DecoderLostError, match="Try again"):
            await AvWaveformReader(blobs, processes).measure(key)

    @pytest.mark.skipif(sys.platform != "linux", reason="macOS limits no process's memory.")
    async def test_one_for_which_the_memory_does_not_suffice_is_refused_in_words(
        self, blobs: BlobStore
    ) -> None:
        processes = DecodingProcesses(DecodingLimits(memory_bytes=0))
        key = await stored(blobs, "long", encoded(tone(60.0)))
        with closing(processes), pytest.raises(UnsupportedAudioError, match=r"\w+ \w+.*\.$"):
            await AvWaveformReader(blobs, processes).measure(key)

    async def test_a_cancel_comes_out_once_the_thread_has_let_go(self, tmp_path: Path) -> None:
        blobs = LatchedBlobs.from_url(f"file://{tmp_path}/audio")
        key = await stored(blobs, "long", encoded(tone(60.0)))
        look = asyncio.create_task(AvWaveformReader(blobs, decoding_processes()).measure(key))
        await asyncio.to_thread(blobs.wanted.wait)
        look.cancel()
        await asyncio.wait([look], timeout=0.05)
        assert not look.done()
        blobs.latch.set()
        with pytest.raises(asyncio.CancelledError):
            await look
        assert blobs.open_now == 0


def test_a_picture_of_ten_hours_takes_no_more_memory_than_one_of_ten_minutes() -> None:
    block = tone(2.0)

    def most_held(blocks: int) -> int:
        tracemalloc.start()
        try:
            peaks = _Peaks()
            for _ in range(blocks):
                peaks.add(block)
            peaks.all()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert most_held(18_000) < most_held(300) + (4 << 20)


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
