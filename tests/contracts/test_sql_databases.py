"""What both databases do beyond the ports' promises."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, func, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import select
from typing_extensions import override

from adapters.memory.event_bus import MemoryEventBus
from adapters.sql.delivery import DeliveryAfterCommit, MessageDelivery
from adapters.sql.engine import create_engine
from adapters.sql.health import SqlHealth
from adapters.sql.mapping import job_values
from adapters.sql.schema import check
from adapters.sql.tables import JobRow, RevokedTokenRow
from adapters.sql.transaction import Transaction
from adapters.sql.unit_of_work import SqlUnitOfWork
from application.ports.event_bus import NoticeKind
from application.ports.jobs import JobQuery
from application.ports.queue import JobMessage
from application.ports.unit_of_work import UnitOfWorkFactory
from application.transcripts.layered import lines
from application.watching.watch_job import WatchJob
from domain.correction import Correction
from domain.errors.capacity import DatabaseUnavailableError
from domain.job import Lease, WorkerName
from tests.contracts.job_repository import ADA, NEW_YEAR, keep, named, stored
from tests.memory.clock import MemoryClock
from tests.memory.queue import MemoryJobQueue
from tests.samples import a_job, a_passage, a_user


class MessagesInTheDatabase(MessageDelivery):
    """Stands for a job engine in the same database: a message is a row, written at once."""

    @override
    async def stage(self, message: JobMessage, connection: AsyncConnection) -> None:
        row = RevokedTokenRow(token_id=str(message.job_id), until=NEW_YEAR)
        await connection.execute(insert(RevokedTokenRow).values(**row.model_dump()))

    @override
    async def committed(self, messages: Sequence[JobMessage]) -> None:
        """Have nothing left to do."""


Opened = Callable[[], AsyncEngine]


class SqlDatabaseContract:
    @pytest.fixture
    def units(
        self, engine: AsyncEngine, queue: MemoryJobQueue, clock: MemoryClock
    ) -> UnitOfWorkFactory:
        return lambda: SqlUnitOfWork(engine, DeliveryAfterCommit(queue), clock)

    async def test_times_come_back_in_utc(self, units: UnitOfWorkFactory) -> None:
        east = timezone(timedelta(hours=5.5))
        job = a_job(created_at=datetime(2026, 7, 1, 12, tzinfo=east))
        await keep(units, job)
        assert (await stored(units, job)).created_at.utcoffset() == timedelta(0)

    async def test_what_no_database_can_hold_becomes_a_replacement_sign(
        self, units: UnitOfWorkFactory
    ) -> None:
        job = a_job(owner=ADA, recording=named("a\0b\ud800c\U0001f600.wav"))
        await keep(units, job)
        found = await stored(units, job)
        assert found.recording.filename == "a\ufffdb\ufffdc\U0001f600.wav"
        async with units() as uow:
            await uow.passages.append(job.id, a_passage(" a\0b"))
            last = await uow.passages.last(job.id)
            assert last == a_passage(" a\0b")
            assert await uow.passages.texts([job.id]) == {job.id: "a\ufffdb"}

    async def test_ten_thousand_jobs_can_be_paged(
        self, engine: AsyncEngine, units: UnitOfWorkFactory
    ) -> None:
        rows = many_rows(10_000)
        async with engine.begin() as connection:
            await connection.execute(insert(JobRow), rows)
        async with units() as uow:
            page = await uow.jobs.page(JobQuery(ADA, skip=9_990, limit=1_000))
            found = await uow.jobs.page(JobQuery(ADA, text="9999"))
        assert page.total == 10_000
        assert [job.id for job in page.jobs] == [row["id"] for row in rows[9::-1]]
        assert [job.id for job in found.jobs] == [rows[9_999]["id"]]

    async def test_a_message_can_be_part_of_the_transaction(
        self, engine: AsyncEngine, clock: MemoryClock
    ) -> None:
        job = a_job()
        for committed in (False, True):
            async with SqlUnitOfWork(engine, MessagesInTheDatabase(), clock) as uow:
                await uow.enqueue(JobMessage(job.id))
                if committed:
                    await uow.commit()
            async with SqlUnitOfWork(engine, MessagesInTheDatabase(), clock) as uow:
                assert await uow.users.is_revoked(str(job.id)) == committed

    async def test_expired_tokens_are_forgotten(
        self, engine: AsyncEngine, units: UnitOfWorkFactory, clock: MemoryClock
    ) -> None:
        for name in ("first", "second"):
            async with units() as uow:
                await uow.users.revoke_token(name, until=clock.now() + timedelta(seconds=60))
                await uow.commit()
            await clock.advance(61)
        async with engine.connect() as connection:
            count = await connection.scalar(select(func.count()).select_from(RevokedTokenRow))
        assert count == 1

    async def test_a_slow_reader_holds_no_connection(
        self, opened: Opened, units: UnitOfWorkFactory, clock: MemoryClock, queue: MemoryJobQueue
    ) -> None:
        job = a_job()
        await keep(units, job)
        async with units() as uow:
            for n in range(20):
                await uow.passages.append(job.id, a_passage(f" {n}"))
            await uow.commit()
        single = opened()
        async with SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock) as slow:
            reading = slow.passages.segments(job.id)
            await anext(reading)
            async with SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock) as quick:
                assert await quick.jobs.get(job.id) == job
            assert len([segment async for segment in reading]) == 19
        await single.dispose()

    async def test_a_slow_reader_holds_no_connection_behind_the_last_correction(
        self, opened: Opened, units: UnitOfWorkFactory, clock: MemoryClock, queue: MemoryJobQueue
    ) -> None:
        job = a_job()
        await keep(units, job)
        async with units() as uow:
            for n in range(3):
                await uow.passages.append(job.id, a_passage(f" {n}"))
            await uow.corrections.keep(job.id, Correction.of(0, "zero", at=NEW_YEAR))
            await uow.commit()
        single = opened()
        async with SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock) as slow:
            async for _ in lines(slow, job):
                async with SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock) as quick:
                    assert await quick.jobs.get(job.id) == job
        await single.dispose()

    async def test_a_slow_watcher_holds_no_connection(
        self, opened: Opened, units: UnitOfWorkFactory, clock: MemoryClock, queue: MemoryJobQueue
    ) -> None:
        ada = a_user()
        lease = Lease(WorkerName("worker"), NEW_YEAR)
        job = a_job(owner=ada.id).claimed(lease, at=NEW_YEAR).advanced(progress=0.5, detected=None)
        await keep(units, job)
        async with units() as uow:
            await uow.passages.append(job.id, a_passage(" one"))
            await uow.commit()
        single = opened()
        watch_job = WatchJob(
            lambda: SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock),
            MemoryEventBus(clock),
            clock,
        )
        seen: list[NoticeKind] = []
        async with aclosing(watch_job(job.id, caller=ada)) as watching:
            while len(seen) < 3:
                news = await anext(watching)
                seen += [news.notice.kind] if news else []
                async with SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock) as quick:
                    assert await quick.jobs.get(job.id) == job
        assert seen == [NoticeKind.STARTED, NoticeKind.SEGMENT, NoticeKind.PROGRESS]
        await single.dispose()

    async def test_when_every_connection_is_taken_the_database_is_unavailable(
        self, opened: Opened, clock: MemoryClock, queue: MemoryJobQueue
    ) -> None:
        single = opened()
        async with single.connect():
            async with SqlUnitOfWork(single, DeliveryAfterCommit(queue), clock) as uow:
                with pytest.raises(DatabaseUnavailableError):
                    await uow.jobs.unfinished()
            with pytest.raises(DatabaseUnavailableError):
                await SqlHealth(single).check()
        await SqlHealth(single).check()
        await single.dispose()


class TestSqlite(SqlDatabaseContract):
    @pytest.fixture
    def engine(self, sqlite_engine: AsyncEngine) -> AsyncEngine:
        return sqlite_engine

    @pytest.fixture
    def opened(self, sqlite_engine: AsyncEngine) -> Opened:
        return lambda: a_single_connection(sqlite_engine)

    async def test_lists_are_read_from_an_index_in_their_order(self, engine: AsyncEngine) -> None:
        order = "ORDER BY created_at DESC, id DESC LIMIT 9"
        for condition in ("owner = 'a'", "owner = 'a' AND status = 'b'", "status = 'b'"):
            query = f"EXPLAIN QUERY PLAN SELECT * FROM jobs WHERE {condition} {order}"
            async with engine.connect() as connection:
                steps = str((await connection.exec_driver_sql(query)).all())
            assert "USING INDEX" in steps
            assert "TEMP B-TREE" not in steps

    async def test_what_waits_for_search_is_found_by_its_own_index(
        self, engine: AsyncEngine, units: UnitOfWorkFactory
    ) -> None:
        asked: list[tuple[str, Any]] = []

        def note(_connection: object, _cursor: object, query: str, values: Any, *_: object) -> None:
            asked.append((query, values))

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        async with units() as uow:
            await uow.search.waiting(limit=9)
            await uow.search.waiting_of(ADA, most=9)
        event.remove(engine.sync_engine, "before_cursor_execute", note)
        queries = [(query, values) for query, values in asked if "FROM jobs" in query]
        assert len(queries) == 2
        async with engine.connect() as connection:
            for query, values in queries:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
                steps = str(plan.all())
                assert "ix_jobs_waiting_for_search" in steps
                assert "ix_jobs_status" not in steps
                assert "ix_jobs_owner" not in steps

    async def test_a_lock_that_is_not_to_be_had_is_unavailable(
        self, opened: Opened, units: UnitOfWorkFactory, clock: MemoryClock, queue: MemoryJobQueue
    ) -> None:
        impatient = opened()
        async with impatient.connect() as connection:
            await connection.exec_driver_sql("PRAGMA busy_timeout=1")
        async with units() as writing:
            await writing.jobs.add(a_job())
            async with SqlUnitOfWork(impatient, DeliveryAfterCommit(queue), clock) as uow:
                assert await uow.jobs.unfinished() == []
                with pytest.raises(DatabaseUnavailableError):
                    await uow.jobs.add(a_job())
        await impatient.dispose()

    async def test_a_file_that_cannot_be_opened_is_unavailable(self, tmp_path: Path) -> None:
        engine = create_engine(f"sqlite:///{tmp_path}/missing/transcriber.db")
        with pytest.raises(DatabaseUnavailableError):
            await SqlHealth(engine).check()
        await engine.dispose()
        await drivers_threads_end()

    async def test_a_new_database_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        engine = create_engine(f"sqlite:///{tmp_path}/transcriber.db")
        async with engine.begin() as connection:
            await connection.exec_driver_sql("CREATE TABLE secrets (hash TEXT)")
            modes = modes_in(tmp_path)
        await engine.dispose()
        await drivers_threads_end()
        assert {"transcriber.db", "transcriber.db-wal"} <= modes.keys()
        assert set(modes.values()) == {0o600}

    async def test_it_syncs_at_checkpoints_and_obeys_foreign_keys(
        self, engine: AsyncEngine
    ) -> None:
        async with engine.connect() as connection:
            for pragma, value in (("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1)):
                answer = await connection.exec_driver_sql(f"PRAGMA {pragma}")
                assert answer.scalar() == value


def modes_in(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


class TestPostgres(SqlDatabaseContract):
    @pytest.fixture
    def engine(self, postgres_engine: AsyncEngine) -> AsyncEngine:
        return postgres_engine

    @pytest.fixture
    def opened(self, postgres_engine: AsyncEngine) -> Opened:
        return lambda: a_single_connection(postgres_engine)

    async def test_a_server_that_is_not_there_is_unavailable(self) -> None:
        engine = create_engine("postgresql://postgres@127.0.0.1:1/nothing")
        with pytest.raises(DatabaseUnavailableError):
            await SqlHealth(engine).check()
        await engine.dispose()

    async def test_a_server_that_does_not_answer_is_unavailable_in_time(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            engine = create_engine(f"postgresql://postgres@127.0.0.1:{port}/nothing")
            with pytest.raises(DatabaseUnavailableError):
                await check(engine, timeout_seconds=0.05)
            await engine.dispose()

    async def test_a_connection_that_was_cut_is_unavailable_once_and_then_replaced(
        self, engine: AsyncEngine, units: UnitOfWorkFactory
    ) -> None:
        async with units() as uow:
            await uow.jobs.unfinished()
            async with engine.connect() as other:
                cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                mine = "datname = current_database() AND pid <> pg_backend_pid()"
                await other.execute(text(f"{cut} {mine}"))
            with pytest.raises(DatabaseUnavailableError):
                await uow.jobs.unfinished()
        async with units() as uow:
            assert await uow.jobs.unfinished() == []

    async def test_a_connection_that_was_cut_while_idle_is_replaced_unseen(
        self, engine: AsyncEngine, units: UnitOfWorkFactory
    ) -> None:
        async with units() as uow:
            assert await uow.jobs.unfinished() == []
        cut = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE"
        mine = "datname = current_database() AND application_name = 'transcriber'"
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as other:
            assert other.execute(f"{cut} {mine}".encode()).fetchall() == [(True,)]
        async with units() as uow:
            assert await uow.jobs.unfinished() == []

    async def test_a_question_that_nobody_answers_is_given_up(self, engine: AsyncEngine) -> None:
        transaction = Transaction(engine, answer_seconds=0.1)
        async with asyncio.timeout(20):
            with pytest.raises(DatabaseUnavailableError):
                await transaction.scalars(select(func.pg_sleep(60)))
            await transaction.close()
        again = Transaction(engine)
        assert await again.scalars(select(func.pg_sleep(0)))
        await again.close()

    async def test_a_process_frozen_in_a_write_releases_its_row_soon(
        self, engine: AsyncEngine, units: UnitOfWorkFactory, clock: MemoryClock
    ) -> None:
        job, lease = a_job(), Lease(WorkerName("somebody"), NEW_YEAR)
        await keep(units, job)
        url = engine.url.render_as_string(hide_password=False)
        frozen = create_engine(url, silence_seconds=0.05)
        async with SqlUnitOfWork(frozen, MessagesInTheDatabase(), clock) as silent:
            assert await silent.jobs.claim(job.id, lease, at=NEW_YEAR)
            async with units() as uow:
                assert await uow.jobs.claim(job.id, lease, at=NEW_YEAR)
                await uow.commit()
            with pytest.raises(DatabaseUnavailableError):
                await silent.jobs.claim(job.id, lease, at=NEW_YEAR)
        await frozen.dispose()
        assert (await stored(units, job)).attempt == 1


def a_single_connection(like: AsyncEngine) -> AsyncEngine:
    url = like.url.render_as_string(hide_password=False)
    return create_engine(url, pool_size=1, pool_timeout_seconds=0.01)


async def drivers_threads_end() -> None:
    """Wait for aiosqlite: after a failed connect its thread still has a word for the event loop."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)


def many_rows(count: int) -> list[dict[str, object]]:
    row = job_values(a_job(owner=ADA))
    return [
        row
        | {
            "id": uuid4(),
            "created_at": NEW_YEAR + timedelta(minutes=minute),
            "filename_folded": f"{minute}.wav",
        }
        for minute in range(count)
    ]
