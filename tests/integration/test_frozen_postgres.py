"""A server that is there, and says nothing."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from adapters.sql.engine import create_engine
from adapters.sql.schema import migrate
from adapters.sql.tables import RevokedTokenRow
from adapters.sql.transaction import Transaction
from domain.errors.capacity import DatabaseUnavailableError
from tests.contracts.job_repository import NEW_YEAR
from tests.own_postgres import OwnPostgres
from tests.services import NotHereError

ANSWER_SECONDS = 0.2
SECONDS = 60.0  # the driver takes ten to call a question off


@pytest.fixture
def server() -> Iterator[OwnPostgres]:
    with tempfile.TemporaryDirectory(prefix="transcriber-frozen-") as folder:
        try:
            made = OwnPostgres(Path(folder))
        except NotHereError as why:
            pytest.skip(str(why))
        made.start()
        yield made
        made.stop()


@pytest.fixture
async def engine(server: OwnPostgres) -> AsyncIterator[AsyncEngine]:
    made = create_engine(server.url, pool_size=3)
    await migrate(made)
    yield made
    await made.dispose()


async def begun(engine: AsyncEngine, name: str) -> Transaction:
    made = Transaction(engine, answer_seconds=ANSWER_SECONDS)
    await made.insert(RevokedTokenRow(token_id=name, until=NEW_YEAR))
    return made


async def test_nobody_waits_for_a_frozen_server_and_no_connection_is_lost_over_it(
    server: OwnPostgres, engine: AsyncEngine
) -> None:
    asking, keeping, leaving = [await begun(engine, name) for name in ("a", "b", "c")]
    server.freeze()
    try:
        async with asyncio.timeout(SECONDS):
            outcomes = await asyncio.gather(
                asking.scalars(select(func.now())),
                keeping.commit(),
                leaving.close(),
                return_exceptions=True,
            )
            await asking.close()
    finally:
        server.thaw()
    assert [type(outcome) for outcome in outcomes] == [
        DatabaseUnavailableError,
        DatabaseUnavailableError,
        type(None),
    ]
    for again in [await begun(engine, name) for name in ("d", "e", "f")]:
        await again.commit()
