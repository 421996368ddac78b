from datetime import datetime

from typing_extensions import override

from application.ports.idempotency_keys import AnsweredRequest, IdempotencyKeys, KeyClaim
from domain.errors.jobs import IdempotencyKeyInUseError
from tests.memory.database import KeyRecord, KeyRecords, MemoryTransaction


class MemoryIdempotencyKeys(IdempotencyKeys):
    """Keys in a dictionary."""

    def __init__(self, transaction: MemoryTransaction) -> None:
        self._transaction = transaction

    @override
    async def claim(
        self, claim: KeyClaim, *, now: datetime, until: datetime
    ) -> AnsweredRequest | None:
        keys = (await self._transaction.draft()).idempotency_keys
        known = keys.get((claim.owner, claim.key))
        if known is None or known.until <= now:
            keys[claim.owner, claim.key] = KeyRecord(claim.token, until)
            return None
        if known.answered is None:
            raise IdempotencyKeyInUseError
        return known.answered

    @override
    async def renew(self, claim: KeyClaim, *, until: datetime) -> None:
        await self._write(claim, KeyRecord(claim.token, until))

    @override
    async def settle(self, claim: KeyClaim, answered: AnsweredRequest, *, until: datetime) -> None:
        await self._write(claim, KeyRecord(claim.token, until, answered))

    @override
    async def release(self, claim: KeyClaim) -> None:
        keys = (await self._transaction.draft()).idempotency_keys
        if _is_held(keys, claim):
            del keys[claim.owner, claim.key]

    @override
    async def forget(self, *, before: datetime) -> int:
        keys = (await self._transaction.draft()).idempotency_keys
        past = [name for name, record in keys.items() if record.until <= before]
        for name in past:
            del keys[name]
        return len(past)

    async def _write(self, claim: KeyClaim, record: KeyRecord) -> None:
        keys = (await self._transaction.draft()).idempotency_keys
        if not _is_held(keys, claim):
            raise IdempotencyKeyInUseError
        keys[claim.owner, claim.key] = record


def _is_held(keys: KeyRecords, claim: KeyClaim) -> bool:
    known = keys.get((claim.owner, claim.key))
    return known is not None and known.token == claim.token and known.answered is None
