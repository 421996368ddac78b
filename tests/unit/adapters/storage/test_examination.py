from collections.abc import AsyncIterator

import pytest
from typing_extensions import override

from adapters.storage.examination import StorageExamination
from application.ports.examination import Verdict
from domain.errors.capacity import StorageFullError
from domain.job import BlobKey
from tests.fakes.recordings import MemoryBlobs


async def test_the_check_reads_what_it_wrote_and_leaves_nothing() -> None:
    blobs = MemoryBlobs.from_url("memory://")
    assert (await StorageExamination(blobs).examine()).verdict is Verdict.OK
    assert await blobs.keys() == []


class ForgetfulBlobs(MemoryBlobs):
    @override
    async def read(
        self, key: BlobKey, *, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        yield b"something else"


async def test_a_store_that_gives_back_something_else_is_a_failure() -> None:
    blobs = ForgetfulBlobs.from_url("memory://")
    assert (await StorageExamination(blobs).examine()).verdict is Verdict.FAILED
    assert await blobs.keys() == []


class FullBlobs(MemoryBlobs):
    @override
    async def write(self, *_: object) -> object:  # type: ignore[override]
        raise StorageFullError


async def test_a_full_store_says_so() -> None:
    with pytest.raises(StorageFullError):
        await StorageExamination(FullBlobs.from_url("memory://")).examine()
