"""What every UploadRepository promises."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from application.ports.unit_of_work import UnitOfWorkFactory
from application.ports.uploads import UploadWriter
from domain.errors.uploads import UploadLockedError, UploadNotFoundError, UploadOffsetError
from domain.job import BlobKey, JobId, Live
from domain.upload import ResumableUpload, UploadId, UploadPart
from domain.user import User, UserId
from tests.contracts.job_repository import ADA, BOB, NEW_YEAR
from tests.samples import a_job, a_user

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def an_upload(owner: UserId = ADA, *, expires_at: datetime = NEW_YEAR + DAY) -> ResumableUpload:
    return ResumableUpload(
        UploadId(uuid4()), owner, "Ä.wav", "filename w4Qud2F2", 10**12, NEW_YEAR, expires_at
    )


def a_part(start: int = 0, size: int = 10) -> UploadPart:
    return UploadPart(start, size, BlobKey(f"uploads/{uuid4()}"))


async def kept(units: UnitOfWorkFactory, upload: ResumableUpload) -> ResumableUpload:
    async with units() as uow:
        await uow.uploads.add(upload)
        await uow.commit()
    return upload


async def stored(units: UnitOfWorkFactory, upload: ResumableUpload) -> ResumableUpload:
    async with units() as uow:
        return await uow.uploads.owned(upload.id, upload.owner, now=NEW_YEAR)


async def begun(
    units: UnitOfWorkFactory,
    upload: ResumableUpload,
    *,
    offset: int = 0,
    now: datetime = NEW_YEAR,
) -> UploadWriter:
    writer = UploadWriter(upload.id, uuid4())
    async with units() as uow:
        await uow.uploads.begin(writer, offset=offset, now=now, until=now + MINUTE)
        await uow.commit()
    return writer


async def append(units: UnitOfWorkFactory, writer: UploadWriter, part: UploadPart) -> None:
    async with units() as uow:
        await uow.uploads.append(writer, part, expires_at=NEW_YEAR + 2 * DAY)
        await uow.commit()


async def release(units: UnitOfWorkFactory, writer: UploadWriter) -> None:
    async with units() as uow:
        await uow.uploads.release(writer)
        await uow.commit()


async def being_written(
    units: UnitOfWorkFactory, upload: ResumableUpload, *, now: datetime = NEW_YEAR
) -> frozenset[UploadId]:
    async with units() as uow:
        return await uow.uploads.being_written({upload.id, UploadId(uuid4())}, now=now)


async def removed(
    units: UnitOfWorkFactory, upload: ResumableUpload, *, now: datetime = NEW_YEAR
) -> bool:
    async with units() as uow:
        removed = await uow.uploads.remove(upload, now=now)
        await uow.commit()
    return removed


class UploadRepositoryContract:
    async def test_an_upload_comes_back_as_it_was(self, units: UnitOfWorkFactory) -> None:
        upload = await kept(units, an_upload())
        assert await stored(units, upload) == upload

    async def test_somebody_elses_or_an_expired_one_is_not_found(
        self, units: UnitOfWorkFactory
    ) -> None:
        upload = await kept(units, an_upload())
        for owner, now in ((BOB, NEW_YEAR), (ADA, upload.expires_at)):
            async with units() as uow:
                with pytest.raises(UploadNotFoundError):
                    await uow.uploads.owned(upload.id, owner, now=now)

    async def test_the_sound_of_a_live_job_is_found_by_it_and_deleted_with_it(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_job(live=Live.RECORDING)
        await kept(units, an_upload())
        sound = await kept(units, replace(an_upload(expires_at=NEW_YEAR), job=job.id))
        async with units() as uow:
            await uow.jobs.add(job)
            assert await uow.uploads.of_job(job.id) == sound
            assert await uow.uploads.of_job(JobId(uuid4())) is None
            assert await uow.uploads.expired(before=NEW_YEAR, limit=9) == []
            await uow.jobs.delete(job)
            assert await uow.uploads.of_job(job.id) is None
            await uow.commit()

    async def test_parts_are_listed_in_order_and_counted(self, units: UnitOfWorkFactory) -> None:
        upload = await kept(units, an_upload())
        writer = await begun(units, upload)
        first, second = a_part(0, 10), a_part(10, 3_000_000_000)
        for part in (first, second):
            await append(units, writer, part)
        async with units() as uow:
            assert list(await uow.uploads.parts(upload.id)) == [first, second]
            assert await uow.uploads.count_parts(upload.id) == 2
            assert await uow.uploads.keys_in_use([first.key, BlobKey("uploads/x")]) == {first.key}
        now = await stored(units, upload)
        assert (now.offset, now.expires_at) == (3_000_000_010, NEW_YEAR + 2 * DAY)

    async def test_while_one_writes_nobody_else_can(self, units: UnitOfWorkFactory) -> None:
        upload = await kept(units, an_upload())
        writer = await begun(units, upload)
        with pytest.raises(UploadLockedError):
            await begun(units, upload)
        assert not await removed(units, upload)
        assert await being_written(units, upload) == {upload.id}
        await release(units, writer)
        assert await being_written(units, upload) == set()
        await begun(units, upload)

    async def test_one_of_several_concurrent_requests_becomes_the_writer(
        self, units: UnitOfWorkFactory
    ) -> None:
        upload = await kept(units, an_upload())
        results = await asyncio.gather(
            *(begun(units, upload) for _ in range(8)), return_exceptions=True
        )
        assert sum(isinstance(result, UploadWriter) for result in results) == 1
        assert sum(isinstance(result, UploadLockedError) for result in results) == 7

    async def test_another_request_replaces_a_writer_whose_time_has_passed(
        self, units: UnitOfWorkFactory
    ) -> None:
        upload = await kept(units, an_upload())
        silent = await begun(units, upload)
        assert await being_written(units, upload, now=NEW_YEAR + MINUTE) == set()
        quick = await begun(units, upload, now=NEW_YEAR + MINUTE)
        with pytest.raises(UploadLockedError):
            await append(units, silent, a_part())
        async with units() as uow:
            with pytest.raises(UploadLockedError):
                await uow.uploads.renew(silent, until=NEW_YEAR + DAY)
        await release(units, silent)
        await append(units, quick, a_part())

    async def test_a_writer_can_stay(self, units: UnitOfWorkFactory) -> None:
        upload = await kept(units, an_upload())
        writer = await begun(units, upload)
        async with units() as uow:
            await uow.uploads.renew(writer, until=NEW_YEAR + 2 * MINUTE)
            await uow.commit()
        with pytest.raises(UploadLockedError):
            await begun(units, upload, now=NEW_YEAR + MINUTE)

    async def test_a_wrong_offset_is_refused_with_the_right_one(
        self, units: UnitOfWorkFactory
    ) -> None:
        upload = await kept(units, an_upload())
        writer = await begun(units, upload)
        await append(units, writer, a_part())
        await release(units, writer)
        for offset in (0, 11):
            with pytest.raises(UploadOffsetError, match=r"10 bytes"):
                await begun(units, upload, offset=offset)
        await begun(units, upload, offset=10)

    async def test_what_is_not_there_cannot_be_written_to(self, units: UnitOfWorkFactory) -> None:
        with pytest.raises(UploadNotFoundError):
            await begun(units, an_upload())

    async def test_one_that_has_grown_is_not_removed(self, units: UnitOfWorkFactory) -> None:
        upload = await kept(units, an_upload())
        writer = await begun(units, upload)
        await append(units, writer, a_part())
        await release(units, writer)
        assert not await removed(units, upload)
        assert await removed(units, await stored(units, upload))
        async with units() as uow:
            assert list(await uow.uploads.parts(upload.id)) == []
        assert not await removed(units, upload)

    async def test_one_whose_writer_died_can_be_removed_after_a_while(
        self, units: UnitOfWorkFactory
    ) -> None:
        upload = await kept(units, an_upload())
        writer = await begun(units, upload)
        assert await removed(units, upload, now=NEW_YEAR + MINUTE)
        with pytest.raises(UploadLockedError):
            await append(units, writer, a_part())

    async def test_one_of_two_concurrent_removals_succeeds(self, units: UnitOfWorkFactory) -> None:
        upload = await kept(units, an_upload())
        both = await asyncio.gather(removed(units, upload), removed(units, upload))
        assert sorted(both) == [False, True]

    async def test_the_expired_are_listed_oldest_first(self, units: UnitOfWorkFactory) -> None:
        uploads = [
            await kept(units, an_upload(expires_at=NEW_YEAR + hours * timedelta(hours=1)))
            for hours in (2, 1, 3)
        ]
        async with units() as uow:
            expired = await uow.uploads.expired(before=NEW_YEAR + timedelta(hours=2), limit=9)
            first = await uow.uploads.expired(before=NEW_YEAR + DAY, limit=1)
        assert [upload.id for upload in expired] == [uploads[1].id, uploads[0].id]
        assert [upload.id for upload in first] == [uploads[1].id]

    async def test_what_is_announced_is_added_up(self, units: UnitOfWorkFactory) -> None:
        first = await kept(units, an_upload())
        for owner in (ADA, BOB):
            await kept(units, an_upload(owner))
        async with units() as uow:
            assert await uow.uploads.announced_bytes_of(ADA) == 2 * 10**12
            assert await uow.uploads.remove(first, now=NEW_YEAR)
            assert await uow.uploads.announced_bytes_of(ADA) == 10**12
            assert await uow.uploads.announced_bytes_of(a_user("eve").id) == 0

    async def test_concurrent_transactions_count_each_others_uploads(
        self, units: UnitOfWorkFactory
    ) -> None:
        ada = await known(units, a_user("ada"))

        async def add() -> int:
            async with units() as uow:
                await uow.uploads.add(an_upload(ada.id))
                count = await uow.uploads.open_of(ada.id)
                await uow.commit()
            return count

        assert sorted(await asyncio.gather(*(add() for _ in range(5)))) == [1, 2, 3, 4, 5]


async def known(units: UnitOfWorkFactory, user: User) -> User:
    async with units() as uow:
        await uow.users.add(user)
        await uow.commit()
    return user
