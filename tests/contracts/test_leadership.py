import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.memory.leadership import MemoryLeadership, Office
from adapters.sql.leadership import PostgresLeadership
from application.ports.leadership import Leadership
from tests.contracts.leadership import LeadershipContract

SILENCE = 0.5


class TestMemoryLeadership(LeadershipContract):
    @pytest.fixture
    def office(self) -> Office:
        return Office()

    @pytest.fixture
    @override
    async def ours(self, office: Office) -> Leadership:
        return MemoryLeadership(office)

    @pytest.fixture
    @override
    async def theirs(self, office: Office) -> Leadership:
        return MemoryLeadership(office)


class TestPostgresLeadership(LeadershipContract):
    @pytest.fixture
    @override
    async def ours(self, postgres_engine: AsyncEngine) -> AsyncIterator[Leadership]:
        leadership = PostgresLeadership(postgres_engine, silence_seconds=SILENCE)
        yield leadership
        await leadership.resign()

    @pytest.fixture
    @override
    async def theirs(self, postgres_engine: AsyncEngine) -> AsyncIterator[Leadership]:
        leadership = PostgresLeadership(postgres_engine, silence_seconds=60)
        yield leadership
        await leadership.resign()

    async def test_a_leader_that_sends_no_query_loses_the_lead(
        self, ours: Leadership, theirs: Leadership
    ) -> None:
        """As a process does that was stopped: its connections stay open."""
        assert await ours.is_mine()
        async with asyncio.timeout(10):
            while not await theirs.is_mine():  # noqa: ASYNC110  # PostgreSQL wakes nobody here
                await asyncio.sleep(0.05)
        assert not await ours.is_mine()

    async def test_a_process_whose_connection_broke_can_lead_again(
        self, ours: Leadership, migrated_postgres_url: str
    ) -> None:
        assert await ours.is_mine()
        with psycopg.connect(migrated_postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        assert await ours.is_mine()
