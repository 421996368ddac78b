"""Append data to a resumable upload."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from application.accounts.admitted import ensure_still_admitted
from application.concurrency.tasks import uninterrupted
from application.ports.blobs import BlobStore
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.ports.uploads import UploadWriter
from application.uploads.create_upload import UploadPolicy
from application.uploads.incoming_body import IncomingBody
from application.uploads.sound_claim import SoundClaim
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.kinds import FieldError, InvalidRequestError, UnavailableError
from domain.errors.uploads import ChecksumMismatchError
from domain.job import BlobKey
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import User

PARTS: Final = "uploads"


def upload_of(key: BlobKey) -> UploadId | None:
    """Read the upload's id from the key of one of its parts; None for any other key."""
    folder, _, rest = key.partition("/")
    if folder != PARTS:
        return None
    try:
        return UploadId(UUID(rest.partition("/")[0]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Checksum:
    """The expected hash of a body, and the hashlib algorithm."""

    algorithm: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class _Sender:
    """One request that appends to an upload, and its user."""

    writer: UploadWriter
    caller: User
    claim: SoundClaim | None


@dataclass(frozen=True, slots=True)
class AppendToUpload:
    """Append a body in parts; each part counts as soon as its row is stored.

    If the connection breaks or the process dies, only the data that is not a part yet is lost. With
    a checksum nothing counts before the whole body has been verified.
    """

    unit_of_work: UnitOfWorkFactory
    blobs: BlobStore
    clock: Clock
    ids: IdSource
    policy: UploadPolicy

    async def __call__(
        self,
        upload_id: UploadId,
        chunks: AsyncIterator[bytes],
        *,
        caller: User,
        offset: int,
        checksum: Checksum | None = None,
        claim: SoundClaim | None = None,
    ) -> ResumableUpload:
        """Return the upload as it is afterwards.

        Raise UploadNotFoundError, UploadOffsetError, UploadLockedError, UploadTooLargeError,
        UploadInterruptedError, ChecksumMismatchError, InvalidTokenError. The sound of a live job
        takes a claim: raises what that does, and SoundOfLiveJobError without one.
        """
        writer = UploadWriter(upload_id, self.ids.new())
        sender = _Sender(writer, caller, claim)
        async with self.unit_of_work() as uow:
            now = self.clock.now()
            upload = await uow.uploads.owned(upload_id, caller.id, now=now)
            if claim is None:
                upload.ensure_own()
            await self._ensure_room(uow, upload_id)
            await uow.uploads.begin(writer, offset=offset, now=now, until=self._lease(now))
            await uow.commit()
        algorithm = checksum.algorithm if checksum else None
        body = IncomingBody(chunks, room=upload.length - offset, algorithm=algorithm)
        try:
            await uninterrupted(self._receive(sender, body, offset, checksum))
        finally:
            with suppress(UnavailableError):  # the lease expires by itself
                await uninterrupted(self._release(writer))
        async with self.unit_of_work() as uow:
            return await uow.uploads.owned(upload_id, caller.id, now=self.clock.now())

    async def _ensure_room(self, uow: UnitOfWork, upload_id: UploadId) -> None:
        most = self.policy.most_parts
        if await uow.uploads.count_parts(upload_id) >= most:
            detail = f"This upload came in {most} pieces, and may in no more. Send larger ones."
            raise InvalidRequestError(FieldError("Upload-Offset", detail))

    async def _receive(
        self, sender: _Sender, body: IncomingBody, offset: int, checksum: Checksum | None
    ) -> None:
        unproved: list[UploadPart] = []
        try:
            while await body.has_more():
                part = await self._stored(sender.writer, body, offset)
                offset += part.size
                unproved.append(part)
                if checksum is None:
                    await self._keep(sender, unproved)
                    unproved.clear()
            if body.broken is None and checksum and not body.has_digest(checksum.digest):
                raise ChecksumMismatchError
            if body.broken is None:
                await self._keep(sender, unproved)
                unproved.clear()
        except DatabaseUnavailableError:
            unproved.clear()  # the commit may have stored them; if not, the sweep deletes them
            raise
        finally:
            for part in unproved:
                await self.blobs.delete(part.key)
        if body.broken:
            raise body.broken

    async def _stored(self, writer: UploadWriter, body: IncomingBody, offset: int) -> UploadPart:
        key = BlobKey(f"{PARTS}/{writer.upload_id}/{self.ids.new()}")  # `upload_of` reads it
        piece = self._held(writer, body.piece(self.policy.part_bytes))
        stored = await self.blobs.write(key, piece)
        return UploadPart(offset, stored.size_bytes, key)

    async def _held(
        self, writer: UploadWriter, piece: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        """Keep the lease while data arrives."""
        renewed_at = self.clock.now()
        async for chunk in piece:
            now = self.clock.now()
            if abs((now - renewed_at).total_seconds()) > self.policy.lease_seconds / 3:
                async with self.unit_of_work() as uow:
                    await uow.uploads.renew(writer, until=self._lease(now))
                    await uow.commit()
                renewed_at = now
            yield chunk

    async def _keep(self, sender: _Sender, parts: Sequence[UploadPart]) -> None:
        now = self.clock.now()
        expires_at = now + timedelta(seconds=self.policy.keep_seconds)
        async with self.unit_of_work() as uow:
            if sender.claim is not None:
                await sender.claim.ensure(uow)
            for part in parts:
                await uow.uploads.append(sender.writer, part, expires_at=expires_at)
            await uow.uploads.renew(sender.writer, until=self._lease(now))
            await ensure_still_admitted(uow, sender.caller)
            await uow.commit()

    async def _release(self, writer: UploadWriter) -> None:
        async with self.unit_of_work() as uow:
            await uow.uploads.release(writer)
            await uow.commit()

    def _lease(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.policy.lease_seconds)
