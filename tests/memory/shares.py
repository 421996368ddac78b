from collections.abc import Sequence
from datetime import datetime

from typing_extensions import override

from application.ports.shares import ShareRepository
from domain.errors.jobs import StaleJobError
from domain.errors.sharing import ShareNotFoundError
from domain.job import JobId
from domain.share import Share, ShareId
from domain.user import UserId
from tests.memory.database import MemoryTransaction


class MemoryShareRepository(ShareRepository):
    """Links in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def add(self, share: Share) -> None:
        draft = await self._transaction.draft()
        if share.job_id not in draft.jobs:
            raise StaleJobError(share.job_id)
        draft.shares[share.id] = share

    @override
    async def by_digest(self, digest: str) -> Share | None:
        shares = self._transaction.seen.shares.values()
        return next((share for share in shares if share.digest == digest), None)

    @override
    async def open_of(self, job_id: JobId, *, at: datetime) -> Sequence[Share]:
        shares = self._transaction.seen.shares.values()
        found = [share for share in shares if share.job_id == job_id and share.is_open(at=at)]
        return sorted(found, key=lambda share: (share.created_at, share.id), reverse=True)

    @override
    async def withdraw(self, share_id: ShareId, job_id: JobId) -> None:
        shares = (await self._transaction.draft()).shares
        share = shares.get(share_id)
        if share is None or share.job_id != job_id:
            raise ShareNotFoundError(share_id)
        del shares[share_id]

    @override
    async def withdraw_all(self, owner: UserId) -> None:
        draft = await self._transaction.draft()
        for share in list(draft.shares.values()):
            if draft.jobs[share.job_id].owner == owner:
                del draft.shares[share.id]

    @override
    async def forget(self, *, before: datetime) -> int:
        shares = (await self._transaction.draft()).shares
        ended = [share.id for share in shares.values() if share.expires_at < before]
        for share_id in ended:
            del shares[share_id]
        return len(ended)
