"""What every DeliveryRepository promises."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.webhooks import DeliveryQuery, OutboxBacklog
from domain.errors.webhooks import DeliveryNotFoundError
from domain.job import Job, JobStatus
from domain.user import UserId
from domain.webhooks import Delivery, DeliveryStatus, Outcome, Reply, news_of_end
from tests.contracts.job_repository import ADA, BOB, NEW_YEAR
from tests.samples import a_job

URL = "https://example.com/hook"
LATER = NEW_YEAR + timedelta(hours=1)
BELIEF = timedelta(seconds=45)


def ended_job(minutes: float = 0, **changes: object) -> Job:
    moment = NEW_YEAR + timedelta(minutes=minutes)
    fields: dict[str, Any] = {
        "owner": ADA,
        "webhook_url": URL,
        "status": JobStatus.COMPLETED,
        "created_at": moment,
        "completed_at": moment,
        **changes,
    }
    return a_job(**fields)


def news(job: Job) -> Delivery:
    delivery = news_of_end(None, job)
    assert delivery is not None
    return delivery


async def put(units: UnitOfWorkFactory, *jobs: Job) -> list[Delivery]:
    """Keep jobs that have ended, and give the news of them."""
    async with units() as uow:
        for job in jobs:
            await uow.jobs.add(job)
        await uow.commit()
    return [news(job) for job in jobs]


async def claim(
    units: UnitOfWorkFactory,
    at: datetime = LATER,
    *,
    limit: int = 10,
    passing_over: Sequence[UserId] = (),
) -> Sequence[Delivery]:
    async with units() as uow:
        claimed = await uow.deliveries.claim(
            at=at, until=at + BELIEF, limit=limit, passing_over=passing_over
        )
        await uow.commit()
    return claimed


async def settle(
    units: UnitOfWorkFactory, claimed: Delivery, reply: Reply, at: datetime = LATER
) -> bool:
    async with units() as uow:
        kept = await uow.deliveries.settle(claimed, claimed.settled(reply, at=at))
        await uow.commit()
    return kept


async def stored(units: UnitOfWorkFactory, delivery: Delivery) -> Delivery:
    async with units() as uow:
        return await uow.deliveries.owned(delivery.id, delivery.owner)


class DeliveryRepositoryContract:
    async def test_what_is_due_is_claimed_whole(self, units: UnitOfWorkFactory) -> None:
        (waiting,) = await put(units, ended_job())
        (claimed,) = await claim(units)
        assert claimed == waiting.claimed(at=LATER, until=LATER + BELIEF)
        assert await stored(units, waiting) == claimed

    async def test_what_has_been_due_for_longest_goes_first(self, units: UnitOfWorkFactory) -> None:
        young, old, oldest = await put(units, ended_job(3), ended_job(2), ended_job(1))
        assert {each.id for each in await claim(units, limit=2)} == {old.id, oldest.id}
        assert [each.id for each in await claim(units, limit=2)] == [young.id]
        assert await claim(units) == [] or await claim(units) == ()

    async def test_what_is_not_due_yet_is_left(self, units: UnitOfWorkFactory) -> None:
        await put(units, ended_job(1))
        assert not await claim(units, NEW_YEAR)

    async def test_owners_can_be_passed_over(self, units: UnitOfWorkFactory) -> None:
        _, other = await put(units, ended_job(), ended_job(owner=BOB))
        assert [each.id for each in await claim(units, passing_over=[ADA])] == [other.id]

    async def test_of_many_who_claim_at_once_no_two_get_the_same(
        self, units: UnitOfWorkFactory
    ) -> None:
        await put(units, *(ended_job(minutes) for minutes in range(10)))
        hauls = await asyncio.gather(*(claim(units, limit=3) for _ in range(8)))
        ids = [each.id for haul in hauls for each in haul]
        ids += [each.id for each in await claim(units)]  # who came second may have been left out
        assert len(ids) == len(set(ids)) == 10

    async def test_a_claim_that_is_not_settled_in_time_expires(
        self, units: UnitOfWorkFactory
    ) -> None:
        await put(units, ended_job())
        (first,) = await claim(units)
        assert not await claim(units, LATER + BELIEF / 2)
        (second,) = await claim(units, LATER + BELIEF)
        assert (second.id, second.attempts) == (first.id, 2)
        assert not await settle(units, first, Reply.answered(200))
        assert await settle(units, second, Reply.answered(200))

    async def test_how_an_attempt_went_is_kept(self, units: UnitOfWorkFactory) -> None:
        await put(units, ended_job(1), ended_job(2))
        for claimed, reply in zip(
            await claim(units), (Reply.answered(204), Reply(Outcome.TIMED_OUT)), strict=True
        ):
            assert await settle(units, claimed, reply)
            assert await stored(units, claimed) == claimed.settled(reply, at=LATER)

    async def test_a_410_stops_what_else_of_the_owner_waits_for_that_address(
        self, units: UnitOfWorkFactory
    ) -> None:
        same, elsewhere, others = await put(
            units,
            ended_job(),
            ended_job(webhook_url=f"{URL}/2"),
            ended_job(owner=BOB),
        )
        async with units() as uow:
            assert await uow.deliveries.disable(ADA, URL, at=LATER) == 1
            await uow.commit()
        stopped = await stored(units, same)
        assert (stopped.status, stopped.due_at) == (DeliveryStatus.DISABLED, None)
        assert stopped.ended_at == LATER
        assert {each.id for each in await claim(units)} == {elsewhere.id, others.id}

    @pytest.mark.parametrize("status", [200, 410, 500])
    async def test_anything_can_be_sent_again(self, units: UnitOfWorkFactory, status: int) -> None:
        await put(units, ended_job())
        (claimed,) = await claim(units)
        await settle(units, claimed, Reply.answered(status))
        before = await stored(units, claimed)
        async with units() as uow:
            assert await uow.deliveries.resend(before, at=LATER)
            await uow.commit()
        assert await stored(units, claimed) == before.resent(at=LATER)
        (again,) = await claim(units)
        assert (again.id, again.attempts, again.spent) == (claimed.id, 2, 1)

    async def test_a_resend_invalidates_the_running_attempt(self, units: UnitOfWorkFactory) -> None:
        await put(units, ended_job())
        (claimed,) = await claim(units)
        async with units() as uow:
            await uow.deliveries.resend(claimed, at=LATER)
            await uow.commit()
        assert not await settle(units, claimed, Reply.answered(200))
        assert await claim(units)

    async def test_what_is_gone_cannot_be_sent_again(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            assert not await uow.deliveries.resend(news(ended_job()), at=LATER)

    async def test_another_owners_delivery_is_not_found(self, units: UnitOfWorkFactory) -> None:
        (delivery,) = await put(units, ended_job())
        with pytest.raises(DeliveryNotFoundError):
            await stored(units, replace(delivery, owner=BOB))

    async def test_a_page_has_the_owners_alone_the_newest_first(
        self, units: UnitOfWorkFactory
    ) -> None:
        old, new, _ = await put(units, ended_job(1), ended_job(2), ended_job(3, owner=BOB))
        (claimed,) = await claim(units, limit=1)
        await settle(units, claimed, Reply.answered(200))
        async with units() as uow:
            whole = await uow.deliveries.page(DeliveryQuery(ADA))
            second = await uow.deliveries.page(DeliveryQuery(ADA, skip=1, limit=1))
            pending = await uow.deliveries.page(DeliveryQuery(ADA, status=DeliveryStatus.PENDING))
            nobodys = await uow.deliveries.page(DeliveryQuery(UserId(uuid4())))
        assert [each.id for each in whole.deliveries] == [new.id, old.id]
        assert ([each.id for each in second.deliveries], second.total) == ([old.id], 2)
        assert [each.id for each in pending.deliveries] == [new.id]
        assert (nobodys.deliveries, nobodys.total) == ((), 0)

    async def test_only_what_ended_long_ago_is_forgotten(self, units: UnitOfWorkFactory) -> None:
        await put(units, ended_job(1), ended_job(2), ended_job(3))
        first, second, _ = await claim(units)
        await settle(units, first, Reply.answered(200), at=LATER)
        await settle(units, second, Reply.answered(200), at=LATER + BELIEF)
        async with units() as uow:
            assert await uow.deliveries.forget_ended(before=LATER, limit=9) == 0
            assert await uow.deliveries.forget_ended(before=LATER + BELIEF, limit=9) == 1
            assert await uow.deliveries.forget_ended(before=LATER + 2 * BELIEF, limit=9) == 1
            assert (await uow.deliveries.page(DeliveryQuery(ADA))).total == 1

    async def test_the_backlog_counts_what_has_not_gone_out(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            assert await uow.deliveries.backlog() == OutboxBacklog(0, None, None)
        await put(units, ended_job(1), ended_job(2), ended_job(3, owner=BOB))
        (claimed,) = await claim(units, limit=1)
        await settle(units, claimed, Reply.answered(200))
        async with units() as uow:
            backlog = await uow.deliveries.backlog()
        second = NEW_YEAR + timedelta(minutes=2)
        assert backlog == OutboxBacklog(2, oldest_at=second, due_since=second)
