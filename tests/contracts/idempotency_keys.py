"""What every store of Idempotency-Keys promises."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from application.ports.idempotency_keys import AnsweredRequest, KeyClaim, Receipt
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.jobs import IdempotencyKeyInUseError
from domain.job import JobId, JobStatus
from domain.user import UserId
from tests.contracts.job_repository import ADA, NEW_YEAR

MINUTE = timedelta(minutes=1)


def a_claim(key: str = "k", owner: UserId = ADA) -> KeyClaim:
    return KeyClaim(owner, key, uuid4())


def an_answer() -> AnsweredRequest:
    return AnsweredRequest("f" * 64, Receipt(JobId(uuid4()), JobStatus.QUEUED))


async def claimed(
    units: UnitOfWorkFactory, claim: KeyClaim, *, now: datetime = NEW_YEAR
) -> AnsweredRequest | None:
    async with units() as uow:
        answered = await uow.idempotency_keys.claim(claim, now=now, until=now + MINUTE)
        await uow.commit()
    return answered


async def settled(
    units: UnitOfWorkFactory, claim: KeyClaim, *, until: datetime = NEW_YEAR + 60 * MINUTE
) -> AnsweredRequest:
    answered = an_answer()
    async with units() as uow:
        await uow.idempotency_keys.settle(claim, answered, until=until)
        await uow.commit()
    return answered


async def renew(units: UnitOfWorkFactory, claim: KeyClaim, *, until: datetime) -> None:
    async with units() as uow:
        await uow.idempotency_keys.renew(claim, until=until)
        await uow.commit()


async def release(units: UnitOfWorkFactory, claim: KeyClaim) -> None:
    async with units() as uow:
        await uow.idempotency_keys.release(claim)
        await uow.commit()


async def is_free(units: UnitOfWorkFactory, *, now: datetime = NEW_YEAR) -> bool:
    try:
        async with units() as uow:
            return await uow.idempotency_keys.claim(a_claim(), now=now, until=now) is None
    except IdempotencyKeyInUseError:
        return False


class IdempotencyKeysContract:
    async def test_a_held_key_cannot_be_claimed_again(self, units: UnitOfWorkFactory) -> None:
        assert await claimed(units, a_claim()) is None
        with pytest.raises(IdempotencyKeyInUseError):
            await claimed(units, a_claim())

    @pytest.mark.parametrize("other", [a_claim("K"), a_claim("k "), a_claim(owner=UserId(uuid4()))])
    async def test_another_key_or_another_owners_is_free(
        self, units: UnitOfWorkFactory, other: KeyClaim
    ) -> None:
        await claimed(units, a_claim())
        assert await claimed(units, other) is None

    async def test_of_many_claims_at_once_one_holds_the_key(self, units: UnitOfWorkFactory) -> None:
        claims = [claimed(units, a_claim()) for _ in range(8)]
        results = await asyncio.gather(*claims, return_exceptions=True)
        assert results.count(None) == 1
        assert sum(isinstance(result, IdempotencyKeyInUseError) for result in results) == 7

    async def test_an_answered_key_gives_the_answer(self, units: UnitOfWorkFactory) -> None:
        claim = a_claim()
        await claimed(units, claim)
        answered = await settled(units, claim)
        assert await claimed(units, a_claim()) == answered

    async def test_an_answer_belongs_to_the_transaction(self, units: UnitOfWorkFactory) -> None:
        claim = a_claim()
        await claimed(units, claim)
        async with units() as uow:
            await uow.idempotency_keys.settle(claim, an_answer(), until=NEW_YEAR + MINUTE)
        with pytest.raises(IdempotencyKeyInUseError):
            await claimed(units, a_claim())

    async def test_a_key_whose_time_has_passed_is_free(self, units: UnitOfWorkFactory) -> None:
        claim = a_claim()
        await claimed(units, claim)
        assert not await is_free(units, now=NEW_YEAR + MINUTE * 0.99)
        assert await is_free(units, now=NEW_YEAR + MINUTE)
        await settled(units, claim)
        assert not await is_free(units, now=NEW_YEAR + MINUTE)
        assert await is_free(units, now=NEW_YEAR + 60 * MINUTE)

    async def test_who_was_taken_over_from_can_do_nothing(self, units: UnitOfWorkFactory) -> None:
        slow, quick = a_claim(), a_claim()
        await claimed(units, slow)
        await claimed(units, quick, now=NEW_YEAR + MINUTE)
        with pytest.raises(IdempotencyKeyInUseError):
            await renew(units, slow, until=NEW_YEAR + 9 * MINUTE)
        with pytest.raises(IdempotencyKeyInUseError):
            await settled(units, slow)
        await release(units, slow)
        assert not await is_free(units, now=NEW_YEAR + MINUTE)
        answered = await settled(units, quick)
        assert await claimed(units, a_claim()) == answered

    async def test_a_key_taken_over_after_its_answer_forgets_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        first = a_claim()
        await claimed(units, first)
        await settled(units, first, until=NEW_YEAR + MINUTE)
        assert await claimed(units, a_claim(), now=NEW_YEAR + MINUTE) is None
        with pytest.raises(IdempotencyKeyInUseError):
            await claimed(units, a_claim(), now=NEW_YEAR + MINUTE)

    async def test_a_renewed_key_is_held_for_longer(self, units: UnitOfWorkFactory) -> None:
        claim = a_claim()
        await claimed(units, claim)
        await renew(units, claim, until=NEW_YEAR + 2 * MINUTE)
        assert not await is_free(units, now=NEW_YEAR + MINUTE)
        assert await is_free(units, now=NEW_YEAR + 2 * MINUTE)

    async def test_an_answer_is_neither_renewed_nor_settled_nor_released_again(
        self, units: UnitOfWorkFactory
    ) -> None:
        claim = a_claim()
        await claimed(units, claim)
        answered = await settled(units, claim)
        with pytest.raises(IdempotencyKeyInUseError):
            await renew(units, claim, until=NEW_YEAR)
        with pytest.raises(IdempotencyKeyInUseError):
            await settled(units, claim)
        await release(units, claim)
        assert await claimed(units, a_claim()) == answered

    async def test_a_released_key_is_free_and_can_be_released_again(
        self, units: UnitOfWorkFactory
    ) -> None:
        claim = a_claim()
        await claimed(units, claim)
        for _ in range(2):
            await release(units, claim)
        assert await is_free(units)

    async def test_keys_whose_time_has_passed_are_forgotten(self, units: UnitOfWorkFactory) -> None:
        for key in ("one", "two"):
            await claimed(units, a_claim(key))
        await claimed(units, a_claim("three"), now=NEW_YEAR + MINUTE)
        async with units() as uow:
            assert await uow.idempotency_keys.forget(before=NEW_YEAR + MINUTE) == 2
            assert await uow.idempotency_keys.forget(before=NEW_YEAR + MINUTE) == 0
            await uow.commit()
        with pytest.raises(IdempotencyKeyInUseError):
            await claimed(units, a_claim("three"), now=NEW_YEAR + MINUTE)
