"""Keep the sound of a live session in the storage, from which a job is made later."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from application.uploads.append_to_upload import AppendToUpload
from application.uploads.create_upload import CreateUpload
from application.uploads.show_upload import ShowUpload
from application.uploads.sound_claim import SoundClaim
from domain.errors.capacity import StorageUnavailableError
from domain.errors.kinds import FieldError, InvalidRequestError, UnavailableError
from domain.errors.uploads import UploadLockedError
from domain.live.events import Stored
from domain.live.settings import SoundFormat
from domain.live.wave_file import HEADER_BYTES, seconds_of, wave_header
from domain.upload import LIVE, ResumableUpload, UploadId
from domain.user import User

# Sound is stored in parts of this length; what is not stored yet is lost if the process dies, and
# the client sends it again.
_PART_SECONDS: Final = 2
# So much may wait for a storage or a database that is away.
_MOST_WAITING_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class KeepSound:
    """Keep sound as a resumable upload: a WAV file that grows. A job is made of it as of others."""

    create: CreateUpload
    show: ShowUpload
    append: AppendToUpload

    async def resumed(self, upload_id: UploadId, *, caller: User) -> "KeptSound":
        """Go on with a recording. Raises UploadNotFoundError, InvalidRequestError."""
        upload = await self.show(upload_id, caller=caller)
        upload.ensure_own()
        if _format_of(upload) is None:  # a client may have written `live` into its metadata
            detail = "This upload is not the recording of a live session."
            raise InvalidRequestError(FieldError("upload", detail))
        return KeptSound(self, caller, upload)

    def begun(self, *, caller: User) -> "KeptSound":
        """Begin a recording, which is made with its first sound."""
        return KeptSound(self, caller)

    def of_job(
        self, claim: SoundClaim, upload: ResumableUpload | None, *, caller: User
    ) -> "KeptSound":
        """Go on with the recording of a live job, or begin it."""
        return KeptSound(self, caller, upload, claim)


class KeptSound:
    """The recording of one session.

    Only one connection can write to it: a second one fails at its first part (UploadOffsetError),
    or, if a job's claim is needed, the first one does.
    """

    def __init__(
        self,
        keep: KeepSound,
        caller: User,
        upload: ResumableUpload | None = None,
        claim: SoundClaim | None = None,
    ) -> None:
        self._keep = keep
        self._caller = caller
        self._upload = upload
        self._claim = claim
        self.sound_format = None if upload is None else _format_of(upload)
        self._waiting = bytearray()

    @property
    def stored(self) -> Stored | None:
        """How much sound is stored; None if none is, unless it is a job's."""
        job_id = None if self._claim is None else self._claim.job_id
        if self._upload is None:
            return None if job_id is None else Stored(None, 0, job_id)
        return Stored(self._upload.id, max(0, self._upload.offset - HEADER_BYTES), job_id)

    @property
    def cut_off_bytes(self) -> int:
        """How many bytes of a sample come first whose beginning is stored already."""
        if self.stored is None or self.sound_format is None:
            return 0
        return -self.stored.offset % self.sound_format.sample_bytes

    @property
    def seconds(self) -> float:
        """How many seconds of sound are stored."""
        if self._upload is None or self.sound_format is None:
            return 0.0
        return seconds_of(self._upload.offset, self.sound_format)

    async def take(self, sound: bytes, sound_format: SoundFormat) -> Stored | None:
        """Take sound, and return how much is stored if that changed.

        Raises StorageUnavailableError, and takes nothing, if too much waits to be stored; and
        InvalidRequestError for another format, UploadOffsetError, QuotaExceededError,
        StorageQuotaError, UploadTooLargeError, UploadNotFoundError.
        """
        if self.sound_format not in {None, sound_format}:
            detail = "The format of a recording cannot change. Begin another recording for it."
            raise InvalidRequestError(FieldError("session.audio.input.format", detail))
        if len(self._waiting) > _MOST_WAITING_SECONDS * sound_format.bytes_per_second:
            raise StorageUnavailableError
        self.sound_format = sound_format
        self._waiting += sound
        if len(self._waiting) < _PART_SECONDS * sound_format.bytes_per_second:
            return None
        return await self.flush()

    async def flush(self) -> Stored | None:
        """Store what waits, and return how much is stored if that changed. Raises as `take`."""
        if self.sound_format is None or not self._waiting:
            return None
        try:
            await self._store(self.sound_format)
        except (UnavailableError, UploadLockedError):
            return None  # it waits for the next time
        return self.stored

    async def _store(self, sound_format: SoundFormat) -> None:
        if self._upload is None:
            self._upload = await self._keep.create(
                caller=self._caller,
                length=self._keep.create.policy.limit_bytes,
                filename="live.wav",
                metadata=f"{LIVE} {sound_format.name}",
                claim=self._claim,
            )
        header = b"" if self._upload.offset else wave_header(sound_format)
        part = header + bytes(self._waiting)
        self._upload = await self._keep.append(
            self._upload.id,
            _once(part),
            caller=self._caller,
            offset=self._upload.offset,
            claim=self._claim,
        )
        del self._waiting[: len(part) - len(header)]


def _format_of(upload: ResumableUpload) -> SoundFormat | None:
    return SoundFormat.__members__.get(upload.live_format or "")


async def _once(part: bytes) -> AsyncIterator[bytes]:
    yield part
