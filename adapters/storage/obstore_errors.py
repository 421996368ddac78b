"""Translate obstore's errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from obstore.exceptions import BaseError

from domain.errors.capacity import BlobNotFoundError, StorageFullError, StorageUnavailableError

# obstore has no error class for a full disk: what the operating system (ENOSPC 28, EDQUOT 122)
# or an S3 server (MinIO's codes, 507) said is only found in the text.
FULL: Final = (
    "os error 28",
    "os error 122",
    "StorageFull",
    "QuotaExceeded",
    "507 Insufficient Storage",
)


GONE: Final = (
    "The storage of this service is not there: its folder or bucket is gone. Its operator must "
    "bring it back."
)


@contextmanager
def translated(*, writing: bool = False) -> Iterator[None]:
    """Turn errors of obstore and of the operating system into those of the domain.

    'Not found' means a missing blob when reading, and an unavailable store when writing.
    """
    try:
        yield
    except (BaseError, OSError) as error:
        raise _meaning(error, writing=writing) from error


def _meaning(
    error: Exception, *, writing: bool
) -> BlobNotFoundError | StorageFullError | StorageUnavailableError:
    text = f"{error!r} [os error {getattr(error, 'errno', None)}]"
    if any(sign in text for sign in FULL):
        return StorageFullError()
    if isinstance(error, FileNotFoundError) and not writing:
        return BlobNotFoundError("The stored audio is gone. Upload the recording again.")
    if isinstance(error, FileNotFoundError):
        return StorageUnavailableError(GONE)
    return StorageUnavailableError()
