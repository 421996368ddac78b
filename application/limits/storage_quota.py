"""Limit how many bytes one user may keep."""

from dataclasses import dataclass

from application.ports.unit_of_work import UnitOfWork
from domain.errors.uploads import StorageQuotaError
from domain.user import Role, User


@dataclass(frozen=True, slots=True)
class StorageQuota:
    """How many bytes the recordings and uploads of an ordinary user may take; None: no limit.

    Admins have no limit, since they could change it anyway.

    The sizes in the database are counted, not the files: deleting a job or an upload frees its
    bytes. An upload counts with its full size from the start.
    """

    allowed_bytes: int | None = None

    async def ensure_within(self, uow: UnitOfWork, owner: User) -> None:
        """Raise StorageQuotaError if the user's rows in this transaction exceed the limit.

        Transactions that check the same user run one after another until they end.
        """
        if self.allowed_bytes is None or owner.role is Role.ADMIN:
            return
        stored = await uow.jobs.stored_bytes_of(owner.id)
        wanted = stored + await uow.uploads.announced_bytes_of(owner.id)
        if wanted > self.allowed_bytes:
            raise StorageQuotaError(wanted, self.allowed_bytes)
