"""Take recordings from a prefix of a bucket, and put transcripts below one."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from typing_extensions import override

from adapters.storage.stores import store_at
from application.ports.watched import Found, Intake, Look, Outlet
from domain.errors.watching import NameUnusableError, PlaceUnavailableError, RecordingGoneError
from domain.recording_files import is_recording

LONGEST_KEY: Final = 1_024
"""Bytes of a key in S3; a longer one is refused like any bad request.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
"""

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix of a bucket; keys below it are given without it."""

    store: "ObjectStore"
    url: str
    prefix: str

    @classmethod
    def at(cls, url: str) -> "Prefix":
        """Open `s3://bucket/prefix`, with endpoint, region and keys from the AWS_* environment.

        Raises ValueError for another URL.
        """
        parts = urlsplit(url)
        store, _ = store_at(f"{parts.scheme}://{parts.netloc}")
        prefix = parts.path.strip("/")
        return cls(store, url.rstrip("/"), f"{prefix}/" if prefix else "")

    def key(self, path: str) -> str:
        """Return the whole key of a path."""
        return f"{self.prefix}{path}"

    def has_room_for(self, path: str) -> bool:
        """Say whether a store takes a key of this length."""
        return len(self.key(path).encode(errors="surrogateescape")) <= LONGEST_KEY

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise RecordingGoneError for a missing key, PlaceUnavailableError for other errors."""
        try:
            yield
        except FileNotFoundError as error:
            raise RecordingGoneError from error
        except (BaseError, OSError) as error:
            why = str(error).strip().splitlines()[0]
            raise PlaceUnavailableError(f"{self.url} cannot be reached: {why}") from error


@dataclass(frozen=True, slots=True)
class PrefixIntake(Intake):
    """A prefix with all below it, except hidden and odd keys and those of `apart`.

    `done` and `failed` are prefixes of the same bucket. `spool` is a folder for copies of the
    recordings that are being transcribed.
    """

    place: Prefix
    spool: Path
    apart: tuple[str, ...] = ()
    done: str | None = None
    failed: str | None = None

    @override
    async def look(self) -> Look:
        apart = tuple(filter(None, (*self.apart, self.done, self.failed)))
        found: list[Found] = []
        try:
            with self.place.explained():
                async for page in obstore.list(self.place.store, self.place.prefix or None):
                    found += (
                        self._found(meta) for meta in page if not meta["path"].startswith(apart)
                    )
        except (PlaceUnavailableError, RecordingGoneError) as error:
            return Look((), [str(error)])
        return Look(sorted(filter(_is_plain, found), key=lambda each: each.path))

    @override
    @asynccontextmanager
    async def borrowed(self, found: Found) -> AsyncIterator[Path]:
        with TemporaryDirectory(dir=self.spool) as folder:
            file = Path(folder, f"recording{PurePosixPath(found.path).suffix}")
            with self.place.explained():
                answer = await obstore.get_async(self.place.store, self.place.key(found.path))
                if self._found(answer.meta) != found:
                    raise RecordingGoneError
                with await asyncio.to_thread(file.open, "wb") as copy:
                    async for chunk in answer.stream():
                        await asyncio.to_thread(copy.write, chunk)
            yield file

    @override
    async def current(self, found: Found) -> Found | None:
        try:
            with self.place.explained():
                key = self.place.key(found.path)
                return self._found(await obstore.head_async(self.place.store, key))
        except RecordingGoneError:
            return None

    @override
    async def put_away(self, path: str, *, failed: bool) -> bool:
        folder = self.failed if failed else self.done
        if folder is None:
            return False
        source, store = self.place.key(path), self.place.store
        try:
            with self.place.explained():
                target = await self._free(f"{folder}{path}")
                await obstore.copy_async(store, source, target)
                await obstore.delete_async(store, source)
        except RecordingGoneError:
            pass
        return True

    async def _free(self, key: str) -> str:
        name = PurePosixPath(key)
        names = (str(name.with_name(f"{name.stem}-{n}{name.suffix}")) for n in count(2))
        while await _exists(self.place.store, key):
            key = next(names)
        return key

    def _found(self, meta: "ObjectMeta") -> Found:
        # Times are not compared: lists have them more exactly than objects do.
        version = meta["e_tag"] or str(int(meta["last_modified"].timestamp()))
        return Found(meta["path"].removeprefix(self.place.prefix), meta["size"], version)


@dataclass(frozen=True, slots=True)
class PrefixOutlet(Outlet):
    """A store writes an object as a whole or not at all."""

    place: Prefix

    @override
    async def taken(self, names: Sequence[str]) -> bool:
        with self.place.explained():
            possible = filter(self.place.has_room_for, names)
            asked = (_exists(self.place.store, self.place.key(name)) for name in possible)
            return any(await asyncio.gather(*asked))

    @override
    async def put(self, name: str, document: bytes) -> None:
        if not self.place.has_room_for(name):
            raise NameUnusableError(
                f"{self.shown(name)} cannot be written: its key has more than {LONGEST_KEY} bytes."
            )
        try:
            with self.place.explained():
                await obstore.put_async(self.place.store, self.place.key(name), document)
        except RecordingGoneError as error:  # the bucket
            raise PlaceUnavailableError(f"{self.place.url} is not there.") from error

    @override
    async def remove(self, name: str) -> None:
        if not self.place.has_room_for(name):
            return
        try:
            with self.place.explained():
                await obstore.delete_async(self.place.store, self.place.key(name))
        except RecordingGoneError:
            pass

    @override
    def shown(self, name: str) -> str:
        return f"{self.place.url}/{name}"


def _is_plain(found: Found) -> bool:
    """Say whether it is a recording whose key has only plain parts, so that it can be a path."""
    parts = found.path.split("/")
    return is_recording(parts[-1]) and not any(
        not part or part.startswith(".") or "\0" in part for part in parts
    )


async def _exists(store: "ObjectStore", key: str) -> bool:
    try:
        await obstore.head_async(store, key)
    except FileNotFoundError:
        return False
    return True
