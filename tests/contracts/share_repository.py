"""What every ShareRepository promises."""

from datetime import timedelta
from uuid import uuid4

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from domain.api_key import digest_of
from domain.errors.jobs import StaleJobError
from domain.errors.sharing import ShareNotFoundError
from domain.job import Job, JobId
from domain.share import Share, ShareId, ShareTerms
from tests.contracts.job_repository import NEW_YEAR, keep
from tests.samples import a_job, a_share

DAY = timedelta(days=1)


async def shared(units: UnitOfWorkFactory, *shares: Share) -> None:
    async with units() as uow:
        for share in shares:
            await uow.shares.add(share)
        await uow.commit()


async def stored(units: UnitOfWorkFactory, share: Share) -> Share | None:
    async with units() as uow:
        return await uow.shares.by_digest(share.digest)


class ShareRepositoryContract:
    @pytest.fixture
    async def job(self, units: UnitOfWorkFactory) -> Job:
        job = a_job()
        await keep(units, job)
        return job

    @pytest.fixture
    async def other(self, units: UnitOfWorkFactory) -> Job:
        job = a_job()
        await keep(units, job)
        return job

    async def test_a_link_is_found_by_its_hash_as_it_was_kept(
        self, units: UnitOfWorkFactory, job: Job
    ) -> None:
        terms = ShareTerms("für Bob \N{ROCKET}", audio=True, downloads=True)
        share = a_share(job.id, terms=terms, key_digest=digest_of("a key"))
        await shared(units, share, a_share(job.id))
        assert await stored(units, share) == share

    @pytest.mark.parametrize("digest", ["", "0" * 64, "' OR '1"])
    async def test_a_hash_that_no_link_has_finds_nothing(
        self, units: UnitOfWorkFactory, job: Job, digest: str
    ) -> None:
        await shared(units, a_share(job.id))
        async with units() as uow:
            assert await uow.shares.by_digest(digest) is None

    async def test_the_open_links_of_a_job_are_listed_newest_first(
        self, units: UnitOfWorkFactory, job: Job, other: Job
    ) -> None:
        shares = [a_share(job.id, created_at=NEW_YEAR + n * DAY) for n in (1, 3, 2)]
        ended = a_share(job.id, expires_at=NEW_YEAR + 4 * DAY)
        await shared(units, *shares, ended, a_share(other.id))
        async with units() as uow:
            found = await uow.shares.open_of(job.id, at=NEW_YEAR + 4 * DAY)
            assert found == [shares[1], shares[2], shares[0]]
            assert await uow.shares.open_of(JobId(uuid4()), at=NEW_YEAR) == []

    async def test_a_withdrawn_link_is_gone(self, units: UnitOfWorkFactory, job: Job) -> None:
        share, stays = a_share(job.id), a_share(job.id)
        await shared(units, share, stays)
        async with units() as uow:
            await uow.shares.withdraw(share.id, job.id)
            await uow.commit()
        assert await stored(units, share) is None
        assert await stored(units, stays) == stays

    async def test_a_link_is_withdrawn_by_the_name_of_its_own_job_alone(
        self, units: UnitOfWorkFactory, job: Job, other: Job
    ) -> None:
        share = a_share(job.id)
        await shared(units, share)
        for share_id, job_id in ((share.id, other.id), (ShareId(uuid4()), job.id)):
            async with units() as uow:
                with pytest.raises(ShareNotFoundError):
                    await uow.shares.withdraw(share_id, job_id)
        assert await stored(units, share) == share

    async def test_all_links_of_an_owner_are_withdrawn(
        self, units: UnitOfWorkFactory, job: Job, other: Job
    ) -> None:
        theirs, foreign = [a_share(job.id), a_share(job.id)], a_share(other.id)
        await shared(units, *theirs, foreign)
        async with units() as uow:
            await uow.shares.withdraw_all(job.owner)
            await uow.commit()
        assert [await stored(units, share) for share in theirs] == [None, None]
        assert await stored(units, foreign) == foreign

    async def test_links_that_ended_are_forgotten(self, units: UnitOfWorkFactory, job: Job) -> None:
        ended = a_share(job.id, expires_at=NEW_YEAR)
        ends_now = a_share(job.id, expires_at=NEW_YEAR + DAY)
        await shared(units, ended, ends_now)
        async with units() as uow:
            assert await uow.shares.forget(before=NEW_YEAR + DAY) == 1
            await uow.commit()
        assert await stored(units, ended) is None
        assert await stored(units, ends_now) == ends_now

    async def test_links_are_deleted_with_their_job(
        self, units: UnitOfWorkFactory, job: Job
    ) -> None:
        share = a_share(job.id)
        await shared(units, share)
        async with units() as uow:
            await uow.jobs.delete(job)
            await uow.commit()
        assert await stored(units, share) is None

    async def test_a_job_that_is_gone_cannot_be_shared(self, units: UnitOfWorkFactory) -> None:
        async with units() as uow:
            with pytest.raises(StaleJobError):
                await uow.shares.add(a_share(JobId(uuid4())))
