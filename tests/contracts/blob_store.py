"""What every BlobStore promises."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.blobs import BlobStore, StoredBlob
from application.upkeep.sweep_blobs import SweepBlobs
from application.uploads.in_use_marks import HoldRecording, held
from domain.errors.capacity import BlobNotFoundError
from domain.errors.uploads import UploadTooLargeError
from domain.job import BlobKey
from tests.fakes.house import House
from tests.memory.clock import MemoryClock
from tests.memory.repairs import MemoryRepairs

KEY = BlobKey("audio/0b9f7a52")
SEVERAL_PARTS = 20 << 20  # more than an upload sends at once

# One store serves all examples of an adapter, as each overwrites what the last one wrote; and the
# suite runs once per adapter on purpose.
RANGES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)


async def stream(data: bytes, *, step: int = 64 << 10) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


async def collected(store: BlobStore, *, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([block async for block in store.read(KEY, start=start, end=end)])


def noise(length: int) -> bytes:
    return np.random.default_rng(7).bytes(length)


class BlobStoreContract:
    async def test_what_was_written_can_be_read(self, blobs: BlobStore) -> None:
        data = noise(300_001)
        stored = await blobs.write(KEY, stream(data))
        assert stored == StoredBlob(300_001, hashlib.sha256(data).hexdigest())
        assert await collected(blobs) == data
        assert await blobs.size(KEY) == 300_001

    async def test_a_long_blob_goes_in_by_parts_and_comes_out_whole(self, blobs: BlobStore) -> None:
        data = noise(SEVERAL_PARTS + 3)
        stored = await blobs.write(KEY, stream(data, step=777_777))
        assert stored == StoredBlob(len(data), hashlib.sha256(data).hexdigest())
        assert await collected(blobs) == data

    async def test_what_was_written_is_listed_with_its_age(self, blobs: BlobStore) -> None:
        before = datetime.now(UTC) - timedelta(seconds=5)
        names = {f"listed/{number}" for number in range(7)}
        for name in names:
            await blobs.write(BlobKey(name), stream(b"x"))
        await blobs.write(BlobKey("elsewhere/1"), stream(b"x"))
        found = {blob.key: blob async for page in blobs.listed("listed") for blob in page}
        assert set(found) == names
        after = datetime.now(UTC) + timedelta(seconds=5)
        assert all(before <= blob.modified_at <= after for blob in found.values())
        for name in found:
            await blobs.delete(name)
        assert [page async for page in blobs.listed("listed") if page] == []

    async def test_what_is_written_again_takes_the_place_of_what_was_there(
        self, blobs: BlobStore
    ) -> None:
        await blobs.write(KEY, stream(b"more words"))
        await blobs.write(KEY, stream(b"words"))
        assert await collected(blobs) == b"words"
        assert [len(page) async for page in blobs.listed("audio")] == [1]

    async def test_a_recording_that_is_held_is_not_swept_however_old_it_is(
        self, blobs: BlobStore
    ) -> None:
        house = House()
        key = BlobKey(f"audio/{UUID(int=7)}")
        await blobs.write(key, stream(b"words"))
        [written] = [blob async for page in blobs.listed("audio") for blob in page]
        clock = MemoryClock(written.modified_at)
        sweep = SweepBlobs(
            house.units, blobs, house.storage_mark, MemoryRepairs(), clock, grace_seconds=0
        )
        async with HoldRecording(blobs, house.clock, grace_seconds=4.0)(key), asyncio.timeout(60):
            while not await held(blobs, since=written.modified_at):
                await house.clock.advance(1.0)
            assert await sweep() == 0
            assert await blobs.size(key) == len(b"words")
        assert await sweep() == 1
        assert await self.leftovers(blobs) == []

    async def test_an_empty_blob_can_be_kept(self, blobs: BlobStore) -> None:
        stored = await blobs.write(KEY, stream(b""))
        assert stored == StoredBlob(0, hashlib.sha256(b"").hexdigest())
        assert await collected(blobs) == b""
        with blobs.open(KEY) as file:
            assert file.read() == b""

    @RANGES
    @given(
        length=st.integers(0, 40),
        start=st.integers(0, 50),
        end=st.none() | st.integers(0, 50),
    )
    async def test_a_range_is_what_the_slice_would_be(
        self, blobs: BlobStore, length: int, start: int, end: int | None
    ) -> None:
        data = bytes(range(length))
        await blobs.write(KEY, stream(data))
        assert await collected(blobs, start=start, end=end) == data[start:end]

    async def test_a_range_may_span_several_requests(self, blobs: BlobStore) -> None:
        data = noise(9 << 20)
        await blobs.write(KEY, stream(data))
        assert await collected(blobs, start=5, end=(9 << 20) - 5) == data[5:-5]

    async def test_an_opened_blob_can_be_read_and_sought_in_a_thread(
        self, blobs: BlobStore
    ) -> None:
        data = noise(2_500_000)
        await blobs.write(KEY, stream(data))

        def look() -> None:
            with blobs.open(KEY) as file:
                assert file.readable()
                assert file.seekable()
                assert file.read(10) == data[:10]
                assert file.seek(-7, 2) == len(data) - 7
                assert file.read() == data[-7:]
                assert file.read() == b""
                assert file.seek(1_000_000) == 1_000_000
                assert file.read(1_200_000) == data[1_000_000:2_200_000]
                assert file.tell() == 2_200_000
                assert file.seek(-200_000, 1) == 2_000_000
                assert file.read(3) == data[2_000_000:2_000_003]

        await asyncio.to_thread(look)

    async def test_a_decoder_can_read_an_opened_blob(self, blobs: BlobStore) -> None:
        await blobs.write(KEY, stream(wave(seconds=2)))

        def decode() -> int:
            with blobs.open(KEY) as file, av.open(file, mode="r", format="wav") as wav:
                return sum(frame.samples for frame in wav.decode(wav.streams.audio[0]))

        assert await asyncio.to_thread(decode) == 2 * 16_000

    async def test_a_blob_that_is_not_there_is_not_found(self, blobs: BlobStore) -> None:
        with pytest.raises(BlobNotFoundError):
            await blobs.size(KEY)
        with pytest.raises(BlobNotFoundError):
            await collected(blobs)
        with pytest.raises(BlobNotFoundError):
            await asyncio.to_thread(blobs.open, KEY)

    async def test_a_deleted_blob_is_gone_and_may_be_deleted_again(self, blobs: BlobStore) -> None:
        await blobs.write(KEY, stream(b"words"))
        await blobs.delete(KEY)
        await blobs.delete(KEY)
        with pytest.raises(BlobNotFoundError):
            await blobs.size(KEY)
        assert await self.leftovers(blobs) == []

    @pytest.mark.parametrize("length", [100, SEVERAL_PARTS])
    async def test_an_upload_that_fails_leaves_nothing_and_says_why(
        self, blobs: BlobStore, length: int
    ) -> None:
        error = UploadTooLargeError(length)

        async def breaking() -> AsyncIterator[bytes]:
            async for chunk in stream(bytes(length)):
                yield chunk
            raise error

        with pytest.raises(UploadTooLargeError) as raised:
            await blobs.write(KEY, breaking())
        assert raised.value is error
        assert await self.leftovers(blobs) == []

    async def test_an_upload_that_is_cancelled_while_it_waits_leaves_nothing(
        self, blobs: BlobStore
    ) -> None:
        waiting = asyncio.Event()

        async def stalling() -> AsyncIterator[bytes]:
            async for chunk in stream(bytes(SEVERAL_PARTS)):
                yield chunk
            waiting.set()
            await asyncio.Event().wait()

        upload = asyncio.create_task(blobs.write(KEY, stalling()))
        await waiting.wait()
        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload
        assert await self.leftovers(blobs) == []

    @pytest.mark.parametrize("parts", [1, 2, 9, 10])
    async def test_an_upload_that_is_cancelled_while_it_sends_leaves_nothing(
        self, blobs: BlobStore, parts: int
    ) -> None:
        upload: asyncio.Task[StoredBlob]

        async def cancelling() -> AsyncIterator[bytes]:
            for _ in range(parts):
                yield bytes(1 << 20)
            # The cancel arrives once the next part is on its way.
            asyncio.get_running_loop().call_soon(upload.cancel)
            yield bytes(12 << 20)
            await asyncio.Event().wait()

        upload = asyncio.create_task(blobs.write(KEY, cancelling()))
        with pytest.raises(asyncio.CancelledError):
            await upload
        assert await self.leftovers(blobs) == []

    async def test_uploads_and_deletes_at_once_do_not_disturb_each_other(
        self, blobs: BlobStore
    ) -> None:
        async def live(number: int) -> None:
            key = BlobKey(f"audio/deep/{number}")
            await blobs.write(key, stream(bytes([number]) * 100))
            assert [block async for block in blobs.read(key)] == [bytes([number]) * 100]
            await blobs.delete(key)

        await asyncio.gather(*(live(number) for number in range(40)))
        assert await self.leftovers(blobs) == []

    async def test_a_healthy_store_passes_its_check_and_is_left_as_it_was(
        self, blobs: BlobStore
    ) -> None:
        await blobs.check()
        assert await self.leftovers(blobs) == []

    @pytest.mark.parametrize(
        "key",
        ["", "/etc/passwd", "../secret", "a/../b", "a//b", "a/", ".hidden", "a/.b", "a\\b",
         "a b", "a#1", "a\n", "ä", "%2e%2e/a", "a" * 513],
    )  # fmt: skip
    async def test_odd_keys_are_refused_before_anything_is_touched(
        self, blobs: BlobStore, key: str
    ) -> None:
        with pytest.raises(ValueError, match="no key of a blob"):
            await blobs.write(BlobKey(key), stream(b"x"))
        with pytest.raises(ValueError, match="no key of a blob"):
            await blobs.size(BlobKey(key))
        with pytest.raises(ValueError, match="no key of a blob"):
            blobs.open(BlobKey(key))
        with pytest.raises(ValueError, match="no key of a blob"):
            await blobs.delete(BlobKey(key))
        assert await self.leftovers(blobs) == []

    async def leftovers(self, blobs: BlobStore) -> list[str]:
        """List what the store holds, half-finished things included; subclasses know how."""
        with suppress(BlobNotFoundError):
            return [f"{KEY}, {await blobs.size(KEY)} bytes"]
        return []


def wave(*, seconds: int) -> bytes:
    """Make a WAV file of silence, 16 kHz, mono, 16 bits a sample."""
    data = bytes(seconds * 16_000 * 2)
    header = b"RIFF" + (36 + len(data)).to_bytes(4, "little") + b"WAVEfmt "
    shape = (16).to_bytes(4, "little") + b"\x01\x00\x01\x00" + (16_000).to_bytes(4, "little")
    rate = (
        (32_000).to_bytes(4, "little") + b"\x02\x00\x10\x00data" + len(data).to_bytes(4, "little")
    )
    return header + shape + rate + data
