import asyncio
from hashlib import sha256

import pytest

from application.uploads.receive_upload import ReceiveUpload
from domain.errors.uploads import EmptyUploadError, UploadInterruptedError, UploadTooLargeError
from tests.fakes.recordings import MemoryBlobs, chunks
from tests.memory.ids import SequentialIds


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs.from_url("memory://")


@pytest.fixture
def receive(blobs: MemoryBlobs) -> ReceiveUpload:
    return ReceiveUpload(blobs, SequentialIds(), limit_bytes=10)


async def test_an_upload_is_counted_and_hashed(blobs: MemoryBlobs, receive: ReceiveUpload) -> None:
    recording = await receive("talk.wav", chunks(b"abc", b"", b"defg"))
    assert (recording.filename, recording.size_bytes) == ("talk.wav", 7)
    assert recording.sha256 == sha256(b"abcdefg").hexdigest()
    assert recording.duration_seconds is None
    assert await blobs.keys() == [recording.key]


async def test_an_upload_may_be_as_large_as_the_limit(receive: ReceiveUpload) -> None:
    assert (await receive("talk.wav", chunks(b"12345", b"67890"))).size_bytes == 10


async def test_one_byte_more_is_too_large_and_leaves_nothing(
    blobs: MemoryBlobs, receive: ReceiveUpload
) -> None:
    with pytest.raises(UploadTooLargeError, match="10 bytes"):
        await receive("talk.wav", chunks(b"12345", b"67890", b"1"))
    assert await blobs.keys() == []


async def test_what_comes_after_the_limit_is_not_read(receive: ReceiveUpload) -> None:
    with pytest.raises(UploadTooLargeError):
        await receive("talk.wav", chunks(b"x" * 11, error=AssertionError("read on")))


@pytest.mark.parametrize("parts", [(), (b"",), (b"", b"")])
async def test_an_empty_upload_leaves_nothing(
    blobs: MemoryBlobs, receive: ReceiveUpload, parts: tuple[bytes, ...]
) -> None:
    with pytest.raises(EmptyUploadError):
        await receive("talk.wav", chunks(*parts))
    assert await blobs.keys() == []


@pytest.mark.parametrize(
    "error", [UploadInterruptedError(), ConnectionResetError(), asyncio.CancelledError()]
)
async def test_an_upload_that_breaks_off_leaves_nothing(
    blobs: MemoryBlobs, receive: ReceiveUpload, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        await receive("talk.wav", chunks(b"half", error=error))
    assert await blobs.keys() == []


async def test_two_uploads_of_one_name_do_not_meet(
    blobs: MemoryBlobs, receive: ReceiveUpload
) -> None:
    recordings = [await receive("talk.wav", chunks(b"a")) for _ in range(2)]
    assert sorted(recording.key for recording in recordings) == await blobs.keys()


async def test_an_upload_that_no_job_came_of_is_removed(
    blobs: MemoryBlobs, receive: ReceiveUpload
) -> None:
    await receive.discard(await receive("talk.wav", chunks(b"a")))
    assert await blobs.keys() == []
