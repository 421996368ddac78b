"""Read recordings where their owner keeps them."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from application.ports.blobs import AudioSource
from domain.errors.capacity import BlobNotFoundError
from domain.errors.transcription import AudioUnreadableError
from domain.job import BlobKey


class LocalRecordings(AudioSource):
    """Files of this machine; a key is a path. Nothing is written or removed."""

    @override
    def open(self, key: BlobKey) -> AbstractContextManager[BinaryIO]:
        """Open the file. Raises AudioUnreadableError if the operating system refuses."""
        try:
            return Path(key).open("rb")
        except FileNotFoundError as error:
            raise BlobNotFoundError("The file is gone.") from error
        except OSError as error:
            raise AudioUnreadableError(f"The file cannot be read: {error.strerror}.") from error
