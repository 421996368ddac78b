"""Make, lock and use the service's own folder, with its database, audio and secrets."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.storage.private_folders import make_private
from domain.errors.kinds import TranscriberError

LOCK: Final = "lock"


class DataFolderError(TranscriberError):
    """The service cannot use this folder; the message says why and what to do."""

    code = "data_folder"


class DataFolderInUseError(DataFolderError):
    """Another process uses this folder."""

    code = "data_folder_in_use"

    def __init__(self, path: Path, pid: str) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The data folder {path} is in use by {holder}. "
            "Stop that one first, or give this one a folder of its own (DATA_DIR, --data-dir)."
        )


class DataFolderUnusableError(DataFolderError):
    """The folder cannot be created or written to."""

    code = "data_folder_unusable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The data folder {path} cannot be used: {error.strerror}. "
            "Name a folder on a local disk that this user may write to (DATA_DIR, --data-dir)."
        )


class DataFolder:
    """A folder for one process at a time.

    The folder is created for its owner alone (0700). An existing one keeps its permissions, as it
    may be somebody's home; the files in it are 0600.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Create the folder if it is missing. Raises DataFolderUnusableError."""
        try:
            self._make()
        except OSError as error:
            raise DataFolderUnusableError(self.path, error) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the folder for the block. Raises DataFolderInUseError, DataFolderUnusableError.

        The lock file stays: removing it could unlock the folder for a process that holds it.
        """
        lock = self._open_lock()
        try:
            self._hold(lock)
            yield
            os.ftruncate(lock, 0)
        finally:
            os.close(lock)

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """Read the secret of this name; the first time, store what `make` returns.

        The file (0600) appears atomically, and a second process reads the first one's secret.
        Raises DataFolderUnusableError.
        """
        file = self.path / name
        try:
            self._make()
            if not file.exists():
                self._publish(file, make())
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise DataFolderUnusableError(self.path, error) from error

    def _make(self) -> None:
        make_private(self.path)

    def _open_lock(self) -> int:
        try:
            self._make()
            # Child processes do not inherit the descriptor, so they do not keep the lock.
            return os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataFolderUnusableError(self.path, error) from error

    def _hold(self, lock: int) -> None:
        """Take an flock, which the kernel releases even on kill -9, unlike a plain lock file."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
        except BlockingIOError as error:
            holder = os.pread(lock, 20, 0).decode(errors="replace")
            raise DataFolderInUseError(self.path, holder) from error
        except OSError as error:  # a file system without locks (some network ones), or a full one
            raise DataFolderUnusableError(self.path, error) from error

    def _publish(self, file: Path, text: str) -> None:
        descriptor, draft = tempfile.mkstemp(dir=self.path, prefix=f".{file.name}-")  # 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.link(draft, file)  # unlike a rename, it never replaces an existing file
        except OSError as error:
            if error.errno != errno.EEXIST:
                raise
        finally:
            Path(draft).unlink()
