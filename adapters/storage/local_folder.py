"""A folder on disk for an object store: permissions, and removal of leftovers."""

import re
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from adapters.storage.private_folders import make_private
from domain.errors.capacity import StorageUnavailableError
from domain.errors.kinds import TranscriberError

MOVED: Final = (
    "The storage of this service is not where it was. Its operator must bring it back, or restart "
    "the service."
)

# Blob keys end in a UUID.
_DRAFT: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}#[0-9]+")


class AudioFolderUnusableError(TranscriberError):
    """The folder cannot be created."""

    code = "audio_folder_unusable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"The folder {path} for audio cannot be made: {error.strerror}. "
            "Name one that this user may write to (STORAGE_URL, DATA_DIR)."
        )


class LocalFolder:
    """The files below `root`, for their owner alone. All methods block: call them in a thread.

    A newly created root admits nobody else, so it does no harm that a file which is still being
    written has the permissions of the umask.
    """

    def __init__(self, root: Path) -> None:
        """Create the folder (0700) if it is missing. Raises AudioFolderUnusableError."""
        try:
            make_private(root)
        except OSError as error:
            raise AudioFolderUnusableError(root, error) from error
        self.root = root

    def ensure_there(self) -> None:
        """Raise StorageUnavailableError if the folder was moved away since it was opened.

        It is not created again: what is written to a new folder is lost when the old one comes
        back, or when a disk is mounted over it.
        """
        if not self.root.is_dir():
            raise StorageUnavailableError(MOVED)

    def prepare(self, path: str) -> None:
        """Create the folders of the file, each 0700. Raises StorageUnavailableError."""
        self.ensure_there()
        for folder in reversed(self._folders(path)):
            folder.mkdir(mode=0o700, exist_ok=True)

    def protect(self, path: str) -> None:
        """Make a finished file readable for its owner alone.

        This includes its folders: obstore creates those again, with the umask's permissions, if
        they were removed with another file meanwhile.
        """
        (self.root / path).chmod(0o600)
        for folder in self._folders(path):
            folder.chmod(0o700)

    def tidy(self, path: str) -> None:
        """Remove the folders that are empty after a failed upload or a deletion."""
        for folder in self._folders(path):
            try:
                folder.rmdir()
            except OSError:
                return  # not empty, or already removed

    def open(self, path: str) -> BinaryIO:
        """Open the file itself for reading."""
        return (self.root / path).open("rb")

    def sweep(self) -> int:
        """Remove the files of uploads that were killed midway; return their number.

        obstore writes to `name#1` (`#2` ...) and renames at the end; no key contains a `#`. Only
        call it in a process that owns the folder alone, since it would also remove the file of a
        running upload. Files of others stay, whatever their names are: the operator may have named
        any folder.
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
        """List the folders between the file and the root, innermost first."""
        inside = Path(path).parents
        return [self.root / folder for folder in inside if folder != Path()]
