import asyncio
from collections.abc import Callable

import pytest

from application.jobs.claim_key import ClaimKey, HeldKey
from application.upkeep.forget_keys import ForgetKeys
from domain.errors.jobs import IdempotencyKeyInUseError, IdempotencyKeyReusedError
from domain.job import Job
from tests.fakes.house import House, settle
from tests.samples import a_job


@pytest.fixture
def claim_key(house: House) -> ClaimKey:
    return ClaimKey(house.units, house.clock, house.ids)


async def answer(house: House, key: HeldKey, job: Job | None = None) -> None:
    async with house.units() as uow:
        await key.settle("print", uow, job or a_job())
        await uow.commit()


def holding(
    house: House, claim_key: ClaimKey, go_on: asyncio.Event
) -> Callable[[], "asyncio.Task[None]"]:
    async def hold() -> None:
        async with claim_key("k", caller=house.ada) as key:
            await go_on.wait()
            await answer(house, key)

    return lambda: asyncio.create_task(hold())


async def test_the_answer_is_given_again(house: House, claim_key: ClaimKey) -> None:
    job = a_job()
    async with claim_key("k", caller=house.ada) as key:
        assert key.earlier_answer("print") is None
        await answer(house, key, job)
    async with claim_key("k", caller=house.ada) as key:
        earlier = key.earlier_answer("print")
        assert earlier is not None
        assert earlier.job_id == job.id
        with pytest.raises(IdempotencyKeyReusedError):
            key.earlier_answer("another")


async def test_a_long_upload_holds_its_key_by_signs_of_life(
    house: House, claim_key: ClaimKey
) -> None:
    go_on = asyncio.Event()
    upload = holding(house, claim_key, go_on)()
    await house.pass_time(3600)
    with pytest.raises(IdempotencyKeyInUseError):
        async with claim_key("k", caller=house.ada):
            raise AssertionError("It was let through.")
    go_on.set()
    await upload


async def test_a_process_that_died_holds_its_key_for_a_minute_only(
    house: House, claim_key: ClaimKey
) -> None:
    upload = holding(house, claim_key, asyncio.Event())()
    await settle()
    house.outage.begin(59)
    upload.cancel()  # as a process that dies, it cannot free its key
    await asyncio.wait({upload})
    await house.pass_time(59)
    with pytest.raises(IdempotencyKeyInUseError):
        async with claim_key("k", caller=house.ada):
            raise AssertionError("It was let through.")
    await house.pass_time(1)
    async with claim_key("k", caller=house.ada) as key:
        await answer(house, key)


async def test_a_request_that_slept_through_its_lease_makes_no_second_job(
    house: House, claim_key: ClaimKey
) -> None:
    async with claim_key("k", caller=house.ada) as slow:
        await settle()
        house.outage.begin(61)
        await house.pass_time(61)
        async with claim_key("k", caller=house.ada) as quick:
            await answer(house, quick)
        with pytest.raises(IdempotencyKeyInUseError):
            await answer(house, slow)


async def test_a_client_that_leaves_frees_its_key(house: House, claim_key: ClaimKey) -> None:
    upload = holding(house, claim_key, asyncio.Event())()
    await settle()
    upload.cancel()
    await asyncio.wait({upload})
    async with claim_key("k", caller=house.ada) as key:
        assert key.earlier_answer("print") is None


async def test_old_keys_are_forgotten(house: House, claim_key: ClaimKey) -> None:
    forget = ForgetKeys(house.units, house.clock)
    async with claim_key("k", caller=house.ada) as key:
        await answer(house, key)
    await house.pass_time(86_399)
    assert await forget() == 0
    await house.pass_time(1)
    assert await forget() == 1
    assert house.database.records.idempotency_keys == {}
