"""Limit how many bytes one user may keep."""

from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWork
from domain.errors import StorageQuotaError
from domain.user import Role, User


@dataclass(frozen=True, slots=True)
class StorageQuota:
    """What the recordings of an ordinary user's jobs, and their uploads, may take; None: no limit.

    Admins have none: whoever runs the service can change the limit anyway.

    Rows are counted, not the store: whatever removes a job or an upload gives its bytes back. An
    upload counts as a whole from the start.
    """

    allowed_bytes: int | None = None

    async def ensure_within(self, uow: UnitOfWork, owner: User) -> None:
        """Raise StorageQuotaError if what there is in this transaction is too much.

        Transactions that ask for one user go on one after another, until they end.
        """
        if self.allowed_bytes is None or owner.role is Role.ADMIN:
            return
        stored = await uow.jobs.stored_bytes_of(owner.id)
        wanted = stored + await uow.uploads.announced_bytes_of(owner.id)
        if wanted > self.allowed_bytes:
            raise StorageQuotaError(wanted, self.allowed_bytes)
