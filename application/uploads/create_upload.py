"""Create a resumable upload."""

from dataclasses import dataclass, field
from datetime import timedelta

from application.accounts.admitted import ensure_still_admitted
from application.limits.storage_quota import StorageQuota
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.unit_of_work import UnitOfWorkFactory
from application.uploads.sound_claim import SoundClaim
from domain.errors.capacity import QuotaExceededError
from domain.errors.uploads import UploadTooLargeError
from domain.upload import ResumableUpload, UploadId
from domain.user import User


@dataclass(frozen=True, slots=True)
class UploadPolicy:
    """How large an upload may be, how many a user may have open, and how long one may pause.

    A request that appends holds a lease on the upload and renews it while data arrives. It stores
    the data as parts of at most `part_bytes`.
    """

    limit_bytes: int
    open_per_user: int = 20
    keep_seconds: float = 86_400.0
    lease_seconds: float = 15.0
    part_bytes: int = 16 * 2**20
    most_parts: int = 10_000


@dataclass(frozen=True, slots=True)
class CreateUpload:
    """Create an upload for a file of a known length."""

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    ids: IdSource
    policy: UploadPolicy
    storage: StorageQuota = field(default_factory=StorageQuota)

    async def __call__(
        self,
        *,
        caller: User,
        length: int,
        filename: str,
        metadata: str,
        claim: SoundClaim | None = None,
    ) -> ResumableUpload:
        """Raise UploadTooLargeError, QuotaExceededError, StorageQuotaError, InvalidTokenError.

        With a claim the upload is the sound of its live job; raises what the claim does.
        """
        if length > self.policy.limit_bytes:
            raise UploadTooLargeError(self.policy.limit_bytes)
        now = self.clock.now()
        upload = ResumableUpload(
            id=UploadId(self.ids.new()),
            owner=caller.id,
            filename=filename,
            metadata=metadata,
            length=length,
            created_at=now,
            expires_at=now + timedelta(seconds=self.policy.keep_seconds),
            job=claim.job_id if claim else None,
        )
        async with self.unit_of_work() as uow:
            if claim is not None:
                await claim.ensure(uow)
            await uow.uploads.add(upload)
            if await uow.uploads.open_of(caller.id) > self.policy.open_per_user:
                raise QuotaExceededError(
                    f"You have {self.policy.open_per_user} uploads that became no jobs yet, and "
                    "may have no more. Make jobs of them, or delete one.",
                    60,
                )
            await self.storage.ensure_within(uow, caller)
            await ensure_still_admitted(uow, caller)
            await uow.commit()
        return upload
