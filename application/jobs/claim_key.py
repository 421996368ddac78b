"""Let one request at a time through under an Idempotency-Key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from application.concurrency.tasks import meanwhile, uninterrupted
from application.ports.clock import Clock
from application.ports.idempotency_keys import AnsweredRequest, KeyClaim, Receipt
from application.ports.ids import IdSource
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from domain.errors.jobs import IdempotencyKeyInUseError, IdempotencyKeyReusedError
from domain.errors.kinds import UnavailableError
from domain.job import Job
from domain.user import User


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """How many seconds an answer is remembered, and how many a silent request keeps its key."""

    keep_seconds: float = 86_400.0
    lease_seconds: float = 60.0


class HeldKey:
    """The key of a running request; a request without a key is always let through."""

    def __init__(
        self,
        claim: KeyClaim | None,
        answered: AnsweredRequest | None,
        clock: Clock,
        policy: KeyPolicy,
    ) -> None:
        self._claim = claim
        self._answered = answered
        self._clock = clock
        self._policy = policy

    @property
    def is_answered(self) -> bool:
        """Whether an earlier request was answered under this key, so that no new job is made."""
        return self._answered is not None

    def earlier_answer(self, fingerprint: str) -> Receipt | None:
        """Return the earlier answer. Raises IdempotencyKeyReusedError for a different request."""
        if self._answered is None:
            return None
        if self._answered.fingerprint != fingerprint:
            raise IdempotencyKeyReusedError
        return self._answered.receipt

    async def settle(self, fingerprint: str, uow: UnitOfWork, job: Job) -> None:
        """Remember the answer in the transaction that makes the job: both are kept, or neither.

        Raises IdempotencyKeyInUseError where another request has taken the key over.
        """
        if self._claim is not None:
            answered = AnsweredRequest(fingerprint, Receipt.of(job))
            until = self._clock.now() + timedelta(seconds=self._policy.keep_seconds)
            await uow.idempotency_keys.settle(self._claim, answered, until=until)


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """Let one request at a time through under a caller's Idempotency-Key.

    The key is held by a lease, renewed while the request is worked on (an upload may take hours),
    so a process that dies keeps it for `lease_seconds` at the most. A request that fails frees it.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    ids: IdSource
    policy: KeyPolicy = KeyPolicy()

    @asynccontextmanager
    async def __call__(self, key: str | None, *, caller: User) -> AsyncIterator[HeldKey]:
        """Hold the key, unless it is None, in this context. Raises IdempotencyKeyInUseError."""
        if key is None:
            yield HeldKey(None, None, self.clock, self.policy)
            return
        claim = KeyClaim(caller.id, key, self.ids.new())
        answered = await uninterrupted(self._claimed(claim))
        if answered is not None:
            yield HeldKey(None, answered, self.clock, self.policy)
            return
        try:
            async with meanwhile(self._renew(claim), "renew-key"):
                yield HeldKey(claim, None, self.clock, self.policy)
        finally:
            with suppress(UnavailableError):  # then the lease runs out
                await uninterrupted(self._release(claim))

    async def _claimed(self, claim: KeyClaim) -> AnsweredRequest | None:
        now = self.clock.now()
        until = now + timedelta(seconds=self.policy.lease_seconds)
        async with self.unit_of_work() as uow:
            answered = await uow.idempotency_keys.claim(claim, now=now, until=until)
            await uow.commit()
        return answered

    async def _renew(self, claim: KeyClaim) -> None:
        with suppress(IdempotencyKeyInUseError):  # `settle` raises it, too
            while True:
                await self.clock.sleep(self.policy.lease_seconds / 4)
                with suppress(UnavailableError):  # the next renewal still comes in time
                    await self._renewed(claim)

    async def _renewed(self, claim: KeyClaim) -> None:
        until = self.clock.now() + timedelta(seconds=self.policy.lease_seconds)
        async with self.unit_of_work() as uow:
            await uow.idempotency_keys.renew(claim, until=until)
            await uow.commit()

    async def _release(self, claim: KeyClaim) -> None:
        async with self.unit_of_work() as uow:
            await uow.idempotency_keys.release(claim)
            await uow.commit()
