"""Transcribe each recording that is put into a folder, once."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import file_digest
from pathlib import Path
from typing import Final

from application.folders.book import Book
from application.folders.handover import Handover
from application.folders.naming import FAULT_ENDING, free_place
from application.folders.settling import Settling
from application.folders.telling import Troubles
from application.ports.watch_ledger import Entry, Stage
from application.ports.watched import Found, Intake, Outlet
from domain.errors.capacity import BlobNotFoundError
from domain.errors.kinds import TranscriberError, UnavailableError
from domain.errors.transcription import ModelUnavailableError, OutOfMemoryError
from domain.errors.watching import PlaceUnavailableError, RecordingGoneError

# A recording that stops the program again and again is not tried for ever.
MOST_ATTEMPTS: Final = 10

Write = Callable[[Path, str], Awaitable[Mapping[str, bytes]]]
"""Transcribes a local file and returns its documents by their endings; the text is its name.

Raises TranscriberError.
"""


@dataclass(frozen=True, slots=True)
class WatchFolder:
    """Takes each recording once, across restarts and crashes.

    Its documents are stored in the ledger before they are put into the outlet. So whatever happens
    in between, they are put there again, and nothing is transcribed twice.
    """

    intake: Intake
    outlet: Outlet
    book: Book
    handover: Handover
    troubles: Troubles
    write: Write
    endings: tuple[str, ...]
    settling: Settling
    _naming: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def look(self, now: float, busy: Collection[str]) -> tuple[list[Found], int]:
        """Return the recordings to take now, and how many there are that are not finished.

        `now` is of a clock that only runs forwards, in seconds; `busy` are the paths that are being
        worked on. While documents cannot be put into the outlet, no recording is taken.
        """
        look = await self.intake.look()
        self.troubles.tell(*look.problems)
        delivered = await self.handover.all(busy)
        settled = self.settling.settled(look.found, now)
        for each in look.found:
            entry = self.book.get(each.path) if each.path not in busy else None
            if entry is not None and self.book.is_finished(each):
                await self.handover(entry)  # whose recording was not put away yet
        left = [each for each in look.found if each.size_bytes and not self.book.is_finished(each)]
        ready = set(settled).intersection(left) if delivered else set()
        return [each for each in left if each in ready and each.path not in busy], len(left)

    async def attempt(self, found: Found) -> None:
        """Transcribe one recording and hand its documents over; trouble is told."""
        try:
            entry = await self._tried(found)
        except PlaceUnavailableError as error:
            self.troubles.tell(str(error))
        except (RecordingGoneError, BlobNotFoundError):
            pass  # it is looked for again next time
        else:
            await self.handover(entry)

    async def _tried(self, found: Found) -> Entry:
        try:
            async with self.intake.borrowed(found) as file:
                entry = await self._taken(found, await asyncio.to_thread(_digest, file))
                return entry if entry.stage.is_final else await self._transcribed(entry, file)
        except (PlaceUnavailableError, RecordingGoneError, BlobNotFoundError):
            raise
        except TranscriberError as error:  # it may not be read
            return await self._refused(await self._taken(found, ""), str(error))

    async def _taken(self, found: Found, digest: str) -> Entry:
        """Store that work on it begins. The same content under the same path is no new recording.

        Raises PlaceUnavailableError.
        """
        before = self.book.get(found.path)
        async with self._naming:
            if before is None:
                return await self.book.save(Entry(found, digest, await self._free(found)))
            if before.digest == digest:
                attempts = before.attempts + (not before.stage.is_final)
                return await self.book.save(replace(before, found=found, attempts=attempts))
            only_a_note = before.stage is Stage.FAILED
            place = before.place if only_a_note else await self._free(found)
            return await self.book.save(Entry(found, digest, place))

    async def _free(self, found: Found) -> str:
        return await free_place(found.path, self.endings, self.outlet, self.book.reserved())

    async def _transcribed(self, entry: Entry, file: Path) -> Entry:
        if entry.attempts > MOST_ATTEMPTS:
            return await self._refused(
                entry, f"The program was stopped {MOST_ATTEMPTS} times while it worked on this."
            )
        try:
            documents = await self.write(file, entry.found.path)
        except (UnavailableError, OutOfMemoryError, ModelUnavailableError) as error:
            raise PlaceUnavailableError(str(error)) from error
        except TranscriberError as error:
            await self._ensure_unchanged(entry)
            return await self._refused(entry, str(error))
        await self._ensure_unchanged(entry)
        entry = replace(entry, transcribed=entry.transcribed + 1)
        async with self._naming:
            place = await self._still_free(entry, documents)
            named = {f"{place}.{ending}": text for ending, text in documents.items()}
            return await self.book.write(replace(entry, place=place), named)

    async def _still_free(self, entry: Entry, endings: Iterable[str]) -> str:
        """Return the place, or another one if somebody put a file there meanwhile.

        A transcription takes hours, and none of its documents was put there yet.
        """
        taken = await self.outlet.taken([f"{entry.place}.{ending}" for ending in endings])
        return await self._free(entry.found) if taken else entry.place

    async def _ensure_unchanged(self, entry: Entry) -> None:
        """Forget what changed meanwhile. Raises RecordingGoneError."""
        if await self.intake.current(entry.found) != entry.found:
            await self.book.forget(entry)
            raise RecordingGoneError

    async def _refused(self, entry: Entry, why: str) -> Entry:
        return await self.book.write(entry, {f"{entry.place}.{FAULT_ENDING}": f"{why}\n".encode()})


def _digest(file: Path) -> str:
    """Return the SHA-256 of a file. Raises RecordingGoneError, PlaceUnavailableError."""
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise RecordingGoneError from error
    except OSError as error:
        raise PlaceUnavailableError(f"{file} cannot be read: {error.strerror}.") from error
