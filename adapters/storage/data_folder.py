"""The folder that a service owns alone: its database, its audio, its secrets."""

import errno
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.storage.private_folders import make_private
from domain.errors import TranscriberError

LOCK: Final = "lock"


class DataFolderError(TranscriberError):
    """The service cannot have this folder; the message says why and what to do."""

    code = "data_folder"


class DataFolderInUseError(DataFolderError):
    """Another process works on this folder."""

    code = "data_folder_in_use"

    def __init__(self, path: Path, pid: str) -> None:
        holder = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The data folder {path} is in use by {holder}. "
            "Stop that one first, or give this one a folder of its own (DATA_DIR, --data-dir)."
        )


class DataFolderUnusableError(DataFolderError):
    """The folder cannot be made or written to."""

    code = "data_folder_unusable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The data folder {path} cannot be used: {error.strerror}. "
            "Name a folder on a local disk that this user may write to (DATA_DIR, --data-dir)."
        )


class DataFolder:
    """A folder for one process at a time.

    The folder is made for its owner alone (0700). One that exists keeps its permissions, as it
    may be somebody's home; what is put into it is 0600.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self) -> None:
        """Make the folder where there is none. Raises DataFolderUnusableError."""
        try:
            self._make()
        except OSError as error:
            raise DataFolderUnusableError(self.path, error) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder meanwhile. Raises DataFolderInUseError, DataFolderUnusableError.

        The lock file stays behind: to remove it could free a folder that somebody else holds.
        """
        lock = self._open_lock()
        try:
            self._hold(lock)
            yield
            os.ftruncate(lock, 0)
        finally:
            os.close(lock)

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """Read the secret of this name; the first time, keep what `make` returns.

        The file (0600) appears whole or not at all, and whoever comes second reads the first's.
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
            # The descriptor is not inherited by programs that are started: they do not keep it.
            return os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataFolderUnusableError(self.path, error) from error

    def _hold(self, lock: int) -> None:
        """Take an flock, which the kernel frees on kill -9, as it would not a file that exists."""
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
            os.link(draft, file)  # unlike a rename, it never replaces what is there
        except OSError as error:
            if error.errno != errno.EEXIST:
                raise
        finally:
            Path(draft).unlink()
