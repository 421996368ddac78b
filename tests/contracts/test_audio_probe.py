"""The probe contract; and what strangers upload."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from io import SEEK_SET, BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil
import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from adapters.prometheus.blob_store import ObservedBlobStore
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.sound.probe import AvAudioProbe
from adapters.sound.processes.pool import DecodingProcesses
from application.ports.blobs import AudioSource, BlobStore
from application.ports.probe import AudioProbe, SoundTrack
from domain.errors.capacity import StorageUnavailableError
from domain.errors.uploads import UnsupportedAudioError
from domain.job import BlobKey
from tests.blobs import stored
from tests.contracts.audio_probe import AudioProbeContract
from tests.contracts.recordings import NamedOnly, Stored
from tests.memory.probe import MemoryAudioProbe
from tests.sound import encoded, noise, silent_video, tone, with_tracks


def at_rate(wav: bytes, rate: int) -> bytes:
    """Claim another sample rate in a WAV file's header; at 1 Hz a second becomes hours."""
    return wav[:24] + rate.to_bytes(4, "little") + wav[28:]


@pytest.fixture(scope="module")
def processes() -> Iterator[DecodingProcesses]:
    processes = DecodingProcesses()
    yield processes
    processes.close()


class TestMemoryAudioProbe(NamedOnly, AudioProbeContract):
    @pytest.fixture
    def probe(self, recording: BlobKey, no_recording: BlobKey) -> AudioProbe:
        track = SoundTrack("wav", "pcm_s16le", 16_000, 1, 3.0)
        return MemoryAudioProbe({recording: track, no_recording: None})


class TestAvAudioProbe(Stored, AudioProbeContract):
    sound = encoded(tone(3.0))

    @pytest.fixture
    def probe(self, blobs: BlobStore, processes: DecodingProcesses) -> AudioProbe:
        return AvAudioProbe(blobs, processes)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"just words " * 100, "holds text, not sound"),
            (np.random.default_rng(1).bytes(50_000), "No recording can be recognised"),
            (b"\xff\xfb\x90\x00" + np.random.default_rng(2).bytes(400), "No recording|no sound"),
            (encoded(tone(1.0))[:78], "no sound in this file that can be decoded"),
            (encoded(tone(1.0))[:20], "too damaged or too short"),
            (encoded(tone(5.0), "mp4")[:9000], "too damaged or too short"),
            (b"", "file is empty"),
            (b"RIFF\x10\0\0\0AVI LIST", "too damaged or too short"),
            (b"RIFF\x10\0\0\0sfbkLIST", "unknown kind; WAV, MP3"),
            (b"ffconcat version 1.0\nfile secret.wav\n", "points to other files"),
            (b"#EXTM3U\n#EXTINF:10,\nsecret.wav\n", "points to other files"),
            (b'<?xml version="1.0"?><MPD></MPD>', "points to other files"),
            (silent_video(), "pictures but no sound"),
            (at_rate(encoded(tone(1.0)), 1), "no sound in this file that can be decoded"),
            (at_rate(encoded(tone(1.0)), 2 * 10**9), "no sound in this file that can be decoded"),
        ],
        ids=[
            "text",
            "random bytes",
            "random bytes behind an MP3 mark",
            "a header only",
            "half a header",
            "the first part of an MP4",
            "nothing",
            "the beginning of an AVI",
            "another RIFF than WAV and AVI",
            "ffconcat",
            "m3u8",
            "dash",
            "silent video",
            "one sample a second",
            "two thousand million samples a second",
        ],
    )
    async def test_what_cannot_be_heard_is_refused_and_the_reason_is_told(
        self, blobs: BlobStore, probe: AudioProbe, content: bytes, sentence: str
    ) -> None:
        key = await stored(blobs, "upload", content)
        with pytest.raises(UnsupportedAudioError, match=sentence):
            await probe.examine(key)

    async def test_a_playlist_opens_no_other_file(
        self, blobs: BlobStore, probe: AudioProbe, tmp_path: Path
    ) -> None:
        secret = tmp_path / "secret.wav"
        secret.write_bytes(encoded(tone(1.0)))
        playlists = [
            f"ffconcat version 1.0\nfile '{secret}'\n",
            f"\n\n# a comment first\nffconcat version 1.0\nfile {secret}\n",
            f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{secret}\n#EXT-X-ENDLIST\n",
            f"\ufeff#EXTM3U\n#EXTINF:10,\n{secret}\n",
            f"[playlist]\nFile1={secret}\n",
            f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 9 RTP/AVP 0\na=control:{secret}\n",
            f"<?xml version='1.0'?><MPD><BaseURL>{secret}</BaseURL></MPD>",
        ]
        for number, playlist in enumerate(playlists):
            key = await stored(blobs, f"list-{number}.ts", playlist.encode())
            with pytest.raises(UnsupportedAudioError):
                await probe.examine(key)

    @pytest.mark.parametrize("container", ["flac", "mp3", "ogg", "mp4", "webm"])
    async def test_common_formats_are_accepted(
        self, blobs: BlobStore, probe: AudioProbe, container: str
    ) -> None:
        rate = 48_000 if container in {"ogg", "webm"} else 16_000
        key = await stored(blobs, "upload", encoded(noise(2.0), container, rate=rate))
        track = await probe.examine(key)
        assert track.sample_rate_hz == rate
        assert track.duration_seconds == pytest.approx(2.0, abs=0.15)

    @pytest.mark.parametrize(
        ("container", "codec", "rate"),
        [
            ("mpegts", "mp2", 48_000),
            ("avi", "mp3", 48_000),
            ("mpeg", "mp2", 48_000),
            ("vob", "ac3", 48_000),
            ("flv", "aac", 48_000),
            ("ac3", "ac3", 48_000),
            ("eac3", "eac3", 48_000),
            ("wv", "wavpack", 48_000),
            ("tta", "tta", 48_000),
            ("voc", "pcm_s16le", 48_000),
            ("aiff", "pcm_s16be", 48_000),
            ("au", "pcm_s16be", 48_000),
            ("caf", "alac", 48_000),
            ("w64", "pcm_s16le", 48_000),
            ("3g2", "aac", 48_000),
            ("mp2", "mp2", 48_000),
            ("amr", "libopencore_amrnb", 8_000),
            ("matroska", "aac", 48_000),
        ],
    )
    async def test_other_formats_that_hold_sound_themselves_are_accepted(
        self, blobs: BlobStore, probe: AudioProbe, container: str, codec: str, rate: int
    ) -> None:
        file = encoded(noise(2.0), container, codec=codec, rate=rate)
        track = await probe.examine(await stored(blobs, "upload", file))
        assert track.sample_rate_hz == rate
        assert track.duration_seconds == pytest.approx(2.0, abs=0.2)

    async def test_bluray_packets_are_a_transport_stream_too(
        self, blobs: BlobStore, probe: AudioProbe
    ) -> None:
        options = {"mpegts_m2ts_mode": "1"}
        file = encoded(tone(2.0), "mpegts", codec="ac3", rate=48_000, options=options)
        assert (await probe.examine(await stored(blobs, "upload", file))).codec == "ac3"

    async def test_of_several_tracks_one_that_can_be_decoded_is_described(
        self, blobs: BlobStore, probe: AudioProbe
    ) -> None:
        file = with_tracks(tone(2.0), tone(2.0), default=[2])
        unknown = file.replace(b"A_AAC", b"A_XXX", 1)
        assert unknown != file
        track = await probe.examine(await stored(blobs, "upload", unknown))
        assert track.codec == "aac"

    async def test_a_video_with_sound_is_accepted(
        self, blobs: BlobStore, probe: AudioProbe
    ) -> None:
        key = await stored(blobs, "upload", encoded(tone(2.0), "mp4", pictures=True))
        assert (await probe.examine(key)).codec == "aac"

    async def test_storage_that_hangs_is_given_up_and_holds_one_place_only(
        self, blobs: BlobStore, processes: DecodingProcesses, recording: BlobKey
    ) -> None:
        stuck = threading.Event()
        hanging = StuckBlobs(blobs, stuck)
        probe = AvAudioProbe(hanging, processes, timeout_seconds=0.05, at_once=1)
        for _ in range(2):
            with pytest.raises(StorageUnavailableError):
                await probe.examine(recording)
        busy = [each for each in threading.enumerate() if each.name == "audio-probe"]
        assert len(busy) == 1
        stuck.set()
        busy[0].join()

    async def test_a_cancelled_caller_ends_the_work(self, recording: BlobKey) -> None:
        processes, file = DecodingProcesses(), Noticed(self.sound)
        with closing(processes):
            with processes.acquire() as process:
                os.kill(process.pid, signal.SIGSTOP)  # it would look for ever
                pid = process.pid
            probe = AvAudioProbe(file, processes)
            asking = asyncio.create_task(probe.examine(recording))
            assert await asyncio.to_thread(file.begun.wait, 10)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            for thread in threading.enumerate():
                if thread.name == "audio-probe":
                    await asyncio.to_thread(thread.join, 10)
            assert not psutil.pid_exists(pid)

    async def test_waiting_for_those_who_hang_in_the_storage_is_no_fault_of_the_file(
        self, blobs: BlobStore, processes: DecodingProcesses, recording: BlobKey
    ) -> None:
        stuck = threading.Event()
        probe = AvAudioProbe(StuckBlobs(blobs, stuck), processes, timeout_seconds=0.5, at_once=1)
        asking = [asyncio.create_task(probe.examine(recording)) for _ in range(2)]
        answers = await asyncio.gather(*asking, return_exceptions=True)
        stuck.set()
        assert [type(answer) for answer in answers] == [StorageUnavailableError] * 2


class Noticed(BytesIO, AudioSource):
    """A file that says when somebody begins to look into it, and the store that has it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.begun = threading.Event()

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        del key
        return nullcontext(self)

    @override
    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        self.begun.set()
        return super().seek(offset, whence)


class StuckBlobs(ObservedBlobStore):
    """Opens nothing until it is told to."""

    def __init__(self, blobs: BlobStore, stuck: threading.Event) -> None:
        super().__init__(blobs, ResourceErrors(CollectorRegistry()))
        self._stuck = stuck

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        self._stuck.wait()
        return super().open(key)
