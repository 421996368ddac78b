from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from application.ports.search_index import SearchQuery
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.search.query import read_query
from tests.contracts.search_index import ADA, NOON, SearchIndexContract, found, said


class TestMemorySearchIndex(SearchIndexContract):
    @pytest.fixture
    def units(self, memory_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return memory_units


class TestSqlSearchIndexOnSqlite(SearchIndexContract):
    @pytest.fixture
    def units(self, sqlite_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return sqlite_units

    async def test_passages_that_an_older_version_indexed_are_found_among_newer_ones(
        self, units: UnitOfWorkFactory, sqlite_engine: AsyncEngine
    ) -> None:
        """They have no terms for their blocks; it may have indexed some between two newer jobs."""
        for hour in (10, 12, 8):
            texts = [f"word {hour}", "hay", f"words {hour}"]
            await said(units, *texts, at=NOON.replace(hour=hour))
            if hour == 12:
                await as_an_older_version_leaves_it(sqlite_engine)
        await said(units, "word 13", at=NOON.replace(hour=13))
        shown = [f"[{word}] {hour}" for hour in (12, 10, 8) for word in ("word", "words")]
        assert await found(units, "word") == ["[word] 13", *shown]
        query = SearchQuery(ADA, read_query("word"), limit=9)
        async with units() as uow:
            newest = await uow.search.find(query, reach=1)
            rest = await uow.search.find(replace(query, after=newest.next_after), reach=1)
        assert [len(newest.passages), len(rest.passages), rest.next_after] == [1, 6, None]


async def as_an_older_version_leaves_it(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE search_terms SET owner = substr(owner, 1, 2)"))
        await connection.execute(text("UPDATE search_owners SET blocked_from = 0, blocked_to = 0"))


class TestSqlSearchIndexOnPostgres(SearchIndexContract):
    @pytest.fixture
    def units(self, postgres_units: UnitOfWorkFactory) -> UnitOfWorkFactory:
        return postgres_units
