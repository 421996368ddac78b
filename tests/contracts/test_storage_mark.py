"""The storage's mark over memory, disk and S3, and the store that looks for it."""

import asyncio
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.storage.marked_blobs import MarkedBlobStore
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.storage.obstore_mark import KEY
from application.ports.installation import UNREADABLE, StorageMark
from domain.errors.capacity import BlobNotFoundError, StorageUnavailableError
from domain.job import BlobKey
from tests.contracts.blob_store import KEY as AUDIO
from tests.contracts.blob_store import collected, stream
from tests.contracts.storage_mark import StorageMarkContract, an_id
from tests.memory.installation import MemoryStorageMark
from tests.s3_server import delete_bucket, new_bucket, s3_server


class TestFakeMark(StorageMarkContract):
    @pytest.fixture
    def mark(self) -> StorageMark:
        return MemoryStorageMark()


class TestMarkInMemory(StorageMarkContract):
    @pytest.fixture
    def mark(self) -> StorageMark:
        return ObstoreBlobStore.from_url("memory://").mark


class TestMarkOnDisk(StorageMarkContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "blobs"

    @pytest.fixture
    def mark(self, folder: Path) -> StorageMark:
        return ObstoreBlobStore.from_url(folder.as_uri()).mark

    async def test_the_mark_says_what_it_is_and_is_its_owners_alone(
        self, mark: StorageMark, folder: Path
    ) -> None:
        await mark.write(an_id())
        found = await asyncio.to_thread((folder / KEY).read_text)
        assert "Leave it here" in found
        assert stat.S_IMODE((await asyncio.to_thread((folder / KEY).stat)).st_mode) == 0o600

    async def test_a_mark_that_somebody_wrote_to_is_none_of_ours(
        self, mark: StorageMark, folder: Path
    ) -> None:
        await asyncio.to_thread((folder / KEY).write_text, "notes")
        assert await mark.read() == UNREADABLE

    async def test_a_folder_that_is_gone_is_not_marked_anew(
        self, mark: StorageMark, folder: Path
    ) -> None:
        await asyncio.to_thread(folder.rmdir)
        with pytest.raises(StorageUnavailableError):
            await mark.write(an_id(), over=True)
        assert not await asyncio.to_thread(folder.exists)


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


class TestMarkOnS3(StorageMarkContract):
    @pytest.fixture
    def blobs(self, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> ObstoreBlobStore:
        self.bucket = new_bucket(s3_endpoint, monkeypatch)
        return ObstoreBlobStore.from_url(f"s3://{self.bucket.name}/a/prefix")

    @pytest.fixture
    def mark(self, blobs: ObstoreBlobStore) -> StorageMark:
        return blobs.mark

    async def test_a_bucket_that_is_gone_is_no_store_without_recordings(
        self, blobs: ObstoreBlobStore
    ) -> None:
        marked = await watched(blobs)
        await marked.write(AUDIO, stream(b"words"))
        delete_bucket(self.bucket)
        with pytest.raises(StorageUnavailableError, match="bucket is gone"):
            await marked.check()
        with pytest.raises(StorageUnavailableError):
            await collected(marked)
        with pytest.raises(StorageUnavailableError):
            await marked.write(AUDIO, stream(b"words"))


async def watched(blobs: ObstoreBlobStore) -> MarkedBlobStore:
    mark = an_id()
    await blobs.mark.write(mark)
    marked = MarkedBlobStore(blobs, blobs.mark)
    marked.expect(mark)
    return marked


class TestMarkedBlobs:
    """A folder in whose place there is another, as where a disk is unmounted."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "blobs"

    @pytest.fixture
    async def marked(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> MarkedBlobStore:
        monkeypatch.setattr("adapters.storage.marked_blobs.LOOKED_EVERY_SECONDS", 0.0)
        marked = await watched(ObstoreBlobStore.from_url(folder.as_uri()))
        await marked.write(AUDIO, stream(b"words"))
        return marked

    @pytest.fixture
    def emptied(self, folder: Path, marked: MarkedBlobStore, tmp_path: Path) -> Iterator[None]:
        del marked
        away = folder.rename(tmp_path / "away")
        folder.mkdir()
        yield
        shutil.rmtree(folder)
        away.rename(folder)

    async def test_stored_blobs_can_be_read(self, marked: MarkedBlobStore) -> None:
        await marked.check()
        assert await collected(marked) == b"words"
        assert [blob.key async for page in marked.listed("audio") for blob in page] == [AUDIO]
        with pytest.raises(BlobNotFoundError):
            await marked.size(BlobKey("audio/another"))
        with pytest.raises(BlobNotFoundError):
            await asyncio.to_thread(marked.open, BlobKey("audio/another"))

    @pytest.mark.usefixtures("emptied")
    async def test_without_the_mark_a_missing_blob_is_not_believed_to_be_gone(
        self, marked: MarkedBlobStore
    ) -> None:
        for attempt in (marked.check(), collected(marked), marked.size(AUDIO)):
            with pytest.raises(StorageUnavailableError, match="another mark, or none"):
                await attempt
        with pytest.raises(StorageUnavailableError):
            await asyncio.to_thread(marked.open, AUDIO)

    @pytest.mark.usefixtures("emptied")
    async def test_nothing_is_written_listed_or_removed(
        self, marked: MarkedBlobStore, folder: Path
    ) -> None:
        for attempt in (marked.write(AUDIO, stream(b"lost")), marked.delete(AUDIO)):
            with pytest.raises(StorageUnavailableError):
                await attempt
        with pytest.raises(StorageUnavailableError):
            [page async for page in marked.listed("audio")]
        assert await asyncio.to_thread(lambda: list(folder.iterdir())) == []

    async def test_before_a_mark_is_expected_none_is_looked_for(self, folder: Path) -> None:
        plain = ObstoreBlobStore.from_url(folder.as_uri())
        marked = MarkedBlobStore(plain, plain.mark)
        await marked.check()
        await marked.write(AUDIO, stream(b"words"))
        assert await collected(marked) == b"words"
