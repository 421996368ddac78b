"""The blob store contract, over memory, disk and S3."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from typing_extensions import override

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.blobs import BlobStore
from domain.errors.capacity import StorageUnavailableError
from domain.job import BlobKey
from tests.contracts.blob_store import KEY, BlobStoreContract, collected, stream
from tests.s3_server import new_bucket, s3_server


class TestMemoryBlobStore(BlobStoreContract):
    @pytest.fixture
    def blobs(self) -> BlobStore:
        return ObstoreBlobStore.from_url("memory://")


class TestFileBlobStore(BlobStoreContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "with space" / "blobs"

    @pytest.fixture
    def blobs(self, folder: Path) -> ObstoreBlobStore:
        return ObstoreBlobStore.from_url(folder.as_uri())

    @override
    async def leftovers(self, blobs: BlobStore) -> list[str]:
        assert isinstance(blobs, ObstoreBlobStore)
        assert blobs._folder
        return await asyncio.to_thread(everything_below, blobs._folder.root)

    @pytest.fixture
    def loose_umask(self) -> Iterator[None]:
        before = os.umask(0)
        yield
        os.umask(before)

    @pytest.mark.usefixtures("loose_umask")
    async def test_files_and_folders_are_their_owners_alone(
        self, blobs: BlobStore, folder: Path
    ) -> None:
        seen: list[int] = []

        async def spying() -> AsyncIterator[bytes]:
            yield bytes(20 << 20)
            seen.append(permissions(folder / "audio"))

        await blobs.write(KEY, spying())
        assert seen == [0o700]
        assert permissions(folder.parent) == 0o700
        assert permissions(folder) == 0o700
        assert permissions(folder / "audio") == 0o700
        assert permissions(folder / KEY) == 0o600

    async def test_an_opened_blob_is_the_plain_file(self, blobs: BlobStore, folder: Path) -> None:
        await blobs.write(KEY, stream(b"words"))
        with blobs.open(KEY) as file:
            assert file.name == str(folder / KEY)

    async def test_a_folder_that_was_moved_away_is_not_made_again(
        self, blobs: BlobStore, folder: Path, tmp_path: Path
    ) -> None:
        await blobs.write(KEY, stream(b"words"))
        data = folder.parent
        away = await asyncio.to_thread(data.rename, tmp_path / "away")
        for attempt in (blobs.check(), blobs.write(KEY, stream(b"lost"))):
            with pytest.raises(StorageUnavailableError, match="is not where it was"):
                await attempt
        assert not await asyncio.to_thread(data.exists)
        await asyncio.to_thread(away.rename, data)
        assert await collected(blobs) == b"words"
        await blobs.check()

    async def test_a_folder_that_became_a_file_is_an_unavailable_store(
        self, blobs: BlobStore, folder: Path
    ) -> None:
        await asyncio.to_thread(folder.rmdir)
        await asyncio.to_thread(folder.write_text, "in the way")
        with pytest.raises(StorageUnavailableError):
            await blobs.check()
        with pytest.raises(StorageUnavailableError):
            await blobs.write(KEY, stream(b"words"))

    async def test_a_sweep_removes_what_killed_uploads_left_and_nothing_else(
        self, blobs: ObstoreBlobStore, folder: Path
    ) -> None:
        await blobs.write(KEY, stream(b"words"))
        for leftover in (f"audio/{uuid4()}#2", f"other/{uuid4()}#1"):
            await asyncio.to_thread(write_into, folder / leftover)
        assert await blobs.sweep() == 2
        assert await self.leftovers(blobs) == [str(folder / "audio"), str(folder / KEY)]

    @pytest.mark.parametrize(
        "name", ["#notes.txt#", "Track #1.mp3", "audio/Prelude#1", "c#/a", ".#lock", "Etude#1.flac"]
    )
    async def test_a_sweep_leaves_what_others_keep_there(
        self, blobs: ObstoreBlobStore, folder: Path, name: str
    ) -> None:
        await asyncio.to_thread(write_into, folder / name)
        assert await blobs.sweep() == 0
        assert str(folder / name) in await self.leftovers(blobs)


def write_into(file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"half")


def everything_below(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.mark.slow
class TestS3BlobStore(BlobStoreContract):
    @pytest.fixture
    def blobs(self, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> ObstoreBlobStore:
        self.bucket = new_bucket(s3_endpoint, monkeypatch)
        return ObstoreBlobStore.from_url(f"s3://{self.bucket.name}/a/prefix")

    @override
    async def leftovers(self, blobs: BlobStore) -> list[str]:
        return [*self.bucket.keys, *self.bucket.multiparts]

    async def test_keys_lie_below_the_prefix(self, blobs: BlobStore) -> None:
        await blobs.write(KEY, stream(b"words"))
        assert await self.leftovers(blobs) == [f"a/prefix/{KEY}"]

    async def test_an_upload_that_is_cancelled_amid_a_request_leaves_nothing(
        self, blobs: BlobStore
    ) -> None:
        upload = asyncio.create_task(blobs.write(KEY, stream(bytes(40 << 20))))
        for _ in count():  # the server runs in a thread of its own
            if self.bucket.multiparts:
                break
            await asyncio.sleep(0)
        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload
        assert await self.leftovers(blobs) == []

    async def test_settings_go_before_the_environment(
        self, blobs: BlobStore, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "https://127.0.0.1:1")
        store = ObstoreBlobStore.from_url(f"s3://{self.bucket.name}/a/prefix", endpoint=s3_endpoint)
        await store.write(KEY, stream(b"words"))
        assert await collected(blobs) == b"words"

    @pytest.mark.usefixtures("blobs")
    async def test_a_bucket_that_does_not_exist_is_an_unavailable_store(self) -> None:
        store = ObstoreBlobStore.from_url("s3://nobodys-bucket/a")
        with pytest.raises(StorageUnavailableError):
            await store.check()
        with pytest.raises(StorageUnavailableError):
            await store.write(KEY, stream(b"words"))

    @pytest.mark.usefixtures("blobs")
    async def test_a_server_that_is_away_is_an_unavailable_store(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        store = ObstoreBlobStore.from_url("s3://bucket/a")
        with pytest.raises(StorageUnavailableError):
            await store.check()
        with pytest.raises(StorageUnavailableError):
            await store.size(BlobKey("any"))
        with pytest.raises(StorageUnavailableError):
            await asyncio.to_thread(store.open, BlobKey("any"))
