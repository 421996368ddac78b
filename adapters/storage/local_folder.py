"""What a folder on disk needs beyond an object store: permissions, and no leftovers."""

import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from adapters.storage.private_folders import make_private
from domain.errors import StorageUnavailableError, TranscriberError

MOVED: Final = (
    "The storage of this service is not where it was. Its operator must bring it back, or restart "
    "the service."
)

# The keys of blobs end in a UUID.
_DRAFT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}#[0-9]+")


class AudioFolderUnusableError(TranscriberError):
    """The folder cannot be made."""

    code = "audio_folder_unusable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The folder {path} for audio cannot be made: {error.strerror}. "
            "Name one that this user may write to (STORAGE_URL, DATA_DIR)."
        )


class LocalFolder:
    """The files below `root`, for their owner alone. Everything here blocks: call it in a thread.

    Where root has to be made, nobody else may enter it; so it does no harm that a file which is
    still being written has the permissions of the umask.
    """

    def __init__(self, root: Path) -> None:
        """Make the folder (0700) if it is not there. Raises AudioFolderUnusableError."""
        try:
            make_private(root)
        except OSError as error:
            raise AudioFolderUnusableError(root, error) from error
        self.root = root

    def ensure_there(self) -> None:
        """Raise StorageUnavailableError where the folder was moved away since it was opened.

        It is not made again: what is written to a new one is lost when the old one comes back, or
        when a disk is mounted over it.
        """
        if not self.root.is_dir():
            raise StorageUnavailableError(MOVED)

    def prepare(self, path: str) -> None:
        """Make the folders that the file goes into, 0700 each. Raises StorageUnavailableError."""
        self.ensure_there()
        for folder in reversed(self._folders(path)):
            folder.mkdir(mode=0o700, exist_ok=True)

    def protect(self, path: str) -> None:
        """Let only the owner at a finished file.

        Its folders too: obstore makes those again, with the umask's permissions, that went with
        somebody's last file in the meantime.
        """
        (self.root / path).chmod(0o600)
        for folder in self._folders(path):
            folder.chmod(0o700)

    def tidy(self, path: str) -> None:
        """Remove the folders that a file which never came, or is gone, has left empty."""
        for folder in self._folders(path):
            try:
                folder.rmdir()
            except OSError:
                return  # not empty, or gone already

    def open(self, path: str) -> BinaryIO:
        """Open the file itself, for reading."""
        return (self.root / path).open("rb")

    def sweep(self) -> int:
        """Remove what uploads left that were killed midway; say how many files that were.

        obstore writes to `name#1` (`#2` ...) and renames at the end; no key holds a `#`.
        Only for a process that owns the folder alone: it would take a running upload's file too.
        Files of others stay, whatever is in their names: the operator may have named any folder.
        """
        leftovers = [
            path
            for path in self.root.rglob("*#*")
            if _DRAFT.fullmatch(path.name) and path.is_file()
        ]
        for path in leftovers:
            with suppress(FileNotFoundError):
                path.unlink()
            self.tidy(path.relative_to(self.root).as_posix())
        return len(leftovers)

    def _folders(self, path: str) -> list[Path]:
        """List the folders between the file and the root, the innermost first."""
        inside = Path(path).parents
        return [self.root / folder for folder in inside if folder != Path()]
