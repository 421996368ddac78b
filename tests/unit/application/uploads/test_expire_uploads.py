"""Uploads that were left lying go, with all that came of them; nothing else does."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.clock import SystemClock
from application.upkeep.sweep_blobs import SweepBlobs
from application.uploads.append_to_upload import AppendToUpload, Checksum
from application.uploads.create_upload import CreateUpload, UploadPolicy
from application.uploads.drop_upload import DropUpload
from application.uploads.expire_uploads import ExpireUploads
from domain.job import BlobKey
from domain.upload import ResumableUpload
from tests.fakes.house import House
from tests.fakes.recordings import chunks
from tests.memory.repairs import MemoryRepairs

POLICY = UploadPolicy(limit_bytes=100, keep_seconds=60)


@dataclass
class Desk:
    """Where uploads come in."""

    house: House
    blobs: ObstoreBlobStore

    def expire(self) -> ExpireUploads:
        drop = DropUpload(self.house.units, self.blobs, self.house.clock)
        return ExpireUploads(self.house.units, drop, self.house.clock)

    async def upload(self, data: bytes, length: int = 10) -> ResumableUpload:
        house = self.house
        create = CreateUpload(house.units, house.clock, house.ids, POLICY)
        upload = await create(caller=house.ada, length=length, filename="a.wav", metadata="")
        return await self.append(upload, chunks(data))

    async def append(
        self,
        upload: ResumableUpload,
        data: AsyncIterator[bytes],
        *,
        checksum: Checksum | None = None,
        policy: UploadPolicy = POLICY,
    ) -> ResumableUpload:
        house = self.house
        append = AppendToUpload(house.units, self.blobs, house.clock, house.ids, policy)
        return await append(
            upload.id, data, caller=house.ada, offset=upload.offset, checksum=checksum
        )

    async def keys(self) -> list[str]:
        return [blob.key async for page in self.blobs.listed("uploads") for blob in page]


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house, ObstoreBlobStore.from_url("memory://"))


async def test_an_upload_goes_with_its_parts_when_its_time_is_up(desk: Desk, house: House) -> None:
    await desk.upload(b"one")
    await house.pass_time(59)
    assert await desk.expire()() == 0
    await house.pass_time(1)
    assert await desk.expire()() == 1
    assert await desk.keys() == []
    assert house.database.records.uploads == {}


async def test_one_that_is_added_to_stays_for_longer(desk: Desk, house: House) -> None:
    upload = await desk.upload(b"one")
    await house.pass_time(59)
    await desk.append(upload, chunks(b"two"))
    await house.pass_time(59)
    assert await desk.expire()() == 0
    assert len(await desk.keys()) == 2


async def test_a_slow_line_holds_its_upload_while_bytes_come(desk: Desk, house: House) -> None:
    upload = await desk.upload(b"")

    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(10):
            await house.clock.advance(14)
            yield b"x"
            assert await desk.expire()() == 0

    assert (await desk.append(upload, slowly())).offset == 10


async def test_parts_that_nobody_knows_of_are_swept_and_no_others(desk: Desk, house: House) -> None:
    await desk.upload(b"one")
    known = await desk.keys()
    await desk.blobs.write(BlobKey(f"uploads/{uuid4()}/{uuid4()}"), chunks(b"lost"))
    sweep = SweepBlobs(
        house.units, desk.blobs, house.storage_mark, MemoryRepairs(), SystemClock(), grace_seconds=0
    )
    assert await sweep() == 1
    assert await desk.keys() == known


async def test_parts_that_a_checksum_is_still_to_prove_are_not_swept(
    desk: Desk, house: House
) -> None:
    upload = await desk.upload(b"")
    sweep = SweepBlobs(
        house.units, desk.blobs, house.storage_mark, MemoryRepairs(), SystemClock(), grace_seconds=0
    )
    # Blobs are dated by the machine, so the lease must last until its today.
    policy = replace(POLICY, part_bytes=1, lease_seconds=100 * 365 * 86_400)

    async def slowly() -> AsyncIterator[bytes]:
        for byte in (b"o", b"n", b"e"):
            assert await sweep() == 0
            yield byte

    proof = Checksum("sha256", hashlib.sha256(b"one").digest())
    assert (await desk.append(upload, slowly(), checksum=proof, policy=policy)).offset == 3
    assert len(await desk.keys()) == 3
