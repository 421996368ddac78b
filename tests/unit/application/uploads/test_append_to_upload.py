"""What an upload says is here is here, whatever the database answered."""

import hashlib
from collections.abc import AsyncIterator

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.uploads.append_to_upload import AppendToUpload, Checksum
from application.uploads.create_upload import CreateUpload, UploadPolicy
from domain.errors.capacity import DatabaseUnavailableError
from domain.job import BlobKey
from domain.upload import ResumableUpload
from tests.fakes.house import House

POLICY = UploadPolicy(limit_bytes=100)
SHA256 = Checksum("sha256", hashlib.sha256(b"one").digest())


@pytest.fixture
def blobs() -> ObstoreBlobStore:
    return ObstoreBlobStore.from_url("memory://")


@pytest.fixture
async def upload(house: House) -> ResumableUpload:
    create = CreateUpload(house.units, house.clock, house.ids, POLICY)
    return await create(caller=house.ada, length=10, filename="a.wav", metadata="")


@pytest.mark.parametrize("checksum", [None, SHA256])
async def test_a_part_whose_commit_was_not_answered_stays(
    house: House, blobs: ObstoreBlobStore, upload: ResumableUpload, checksum: Checksum | None
) -> None:
    async def body() -> AsyncIterator[bytes]:
        house.outage.lost_replies = 1
        yield b"one"

    append = AppendToUpload(house.units, blobs, house.clock, house.ids, POLICY)
    with pytest.raises(DatabaseUnavailableError):
        await append(upload.id, body(), caller=house.ada, offset=0, checksum=checksum)
    async with house.units() as uow:
        known = await uow.uploads.owned(upload.id, house.ada.id, now=house.clock.now())
        parts = await uow.uploads.parts(upload.id)
    assert known.offset == 3
    assert [await _read(blobs, part.key) for part in parts] == [b"one"]


async def _read(blobs: ObstoreBlobStore, key: BlobKey) -> bytes:
    return b"".join([block async for block in blobs.read(key)])
