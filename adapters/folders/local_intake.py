"""Take recordings from a folder."""

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from typing_extensions import override

from adapters.folders.local_errors import explained, readable
from application.ports.watched import Found, Intake, Look
from domain.errors.transcription import AudioUnreadableError
from domain.errors.watching import PlaceUnavailableError, RecordingGoneError
from domain.recording_files import is_recording


@dataclass(frozen=True, slots=True)
class LocalIntake(Intake):
    """A folder with all below it, except hidden folders and those of `apart`.

    Links to files are followed, links to folders are not: they may lead in circles. `done` and
    `failed` are where recordings are moved; None keeps them where they are.
    """

    root: Path
    apart: tuple[Path, ...] = ()
    done: Path | None = None
    failed: Path | None = None

    @override
    async def look(self) -> Look:
        return await asyncio.to_thread(self._look)

    @override
    @asynccontextmanager
    async def borrowed(self, found: Found) -> AsyncIterator[Path]:
        file = self.root / found.path
        if await self.current(found) != found:
            raise RecordingGoneError
        try:
            await asyncio.to_thread(lambda: file.open("rb").close())
        except FileNotFoundError as error:
            raise RecordingGoneError from error
        except OSError as error:
            raise AudioUnreadableError(f"It cannot be read: {error.strerror}.") from error
        yield file

    @override
    async def current(self, found: Found) -> Found | None:
        return await asyncio.to_thread(self._current, found.path)

    @override
    async def put_away(self, path: str, *, failed: bool) -> bool:
        folder = self.failed if failed else self.done
        if folder is None:
            return False
        await asyncio.to_thread(_move, self.root / path, folder / path)
        return True

    def _look(self) -> Look:
        problems: list[str] = []
        found = list(self._found(problems))
        return Look(found, problems)

    def _found(self, problems: list[str]) -> Iterator[Found]:
        def fail(error: OSError) -> None:
            place = readable(Path(error.filename or self.root))
            problems.append(f"{place} cannot be looked into: {error.strerror}.")

        apart = {each.absolute() for each in (*self.apart, self.done, self.failed) if each}
        for root, folders, files in os.walk(self.root, onerror=fail):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and Path(root, name).absolute() not in apart
            )
            below = Path(root).relative_to(self.root)
            for name in filter(is_recording, sorted(files)):
                with suppress(PlaceUnavailableError):
                    if found := self._current((below / name).as_posix()):
                        yield found

    def _current(self, path: str) -> Found | None:
        try:
            with explained(self.root / path, "cannot be looked at"):
                facts = (self.root / path).stat()
        except PlaceUnavailableError as error:
            if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                return None
            raise
        if not stat.S_ISREG(facts.st_mode):
            return None
        # No inode: some file systems of networks number a file anew each time.
        return Found(path, facts.st_size, str(facts.st_mtime_ns))


def _move(file: Path, target: Path) -> None:
    """Move a file to a free name. Raises PlaceUnavailableError, but not if the file is gone."""
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        free = next(each for each in _names(target) if not os.path.lexists(each))
        try:
            file.rename(free)
        except FileNotFoundError:
            return
        except OSError:
            _move_between_disks(file, free)


def _move_between_disks(file: Path, target: Path) -> None:
    """Copy a file under a hidden name first, so that the target is always whole.

    A link stays a link, as where it is renamed: what it leads to may not be for this place.
    """
    draft = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        shutil.copy2(file, draft, follow_symlinks=False)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    file.unlink()


def _names(target: Path) -> Iterator[Path]:
    yield target
    for number in count(2):
        yield target.with_name(f"{target.stem}-{number}{target.suffix}")
