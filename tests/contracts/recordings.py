"""What the suites of whoever looks into recordings are shown: a recording, a letter, nothing."""

from pathlib import Path

import pytest

from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.blobs import BlobStore
from domain.job import BlobKey
from tests.blobs import stored


class NamedOnly:
    """Their names, for a fake that knows what it would find."""

    @pytest.fixture
    def recording(self) -> BlobKey:
        return BlobKey("recording")

    @pytest.fixture
    def no_recording(self) -> BlobKey:
        return BlobKey("text")

    @pytest.fixture
    def missing(self) -> BlobKey:
        return BlobKey("nobody/knows")


class Stored:
    """Their bytes, in a folder of the test's own."""

    sound: bytes
    """The recording."""

    @pytest.fixture
    def blobs(self, tmp_path: Path) -> BlobStore:
        return ObstoreBlobStore.from_url(f"file://{tmp_path}/audio")

    @pytest.fixture
    async def recording(self, blobs: BlobStore) -> BlobKey:
        return await stored(blobs, "recording", self.sound)

    @pytest.fixture
    async def no_recording(self, blobs: BlobStore) -> BlobKey:
        return await stored(blobs, "text", b"Dear all,\nthis is a letter.\n" * 50)

    @pytest.fixture
    def missing(self) -> BlobKey:
        return BlobKey("nobody/knows")
