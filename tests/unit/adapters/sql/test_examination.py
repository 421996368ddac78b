from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.engine import create_engine
from adapters.sql.examination import SqlExamination
from adapters.sql.schema import migrate
from application.ports.examination import Verdict


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "transcriber.db"


@pytest.fixture
async def engine(file: Path) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(f"sqlite:///{file}")
    yield engine
    await engine.dispose()


def is_there(file: Path) -> bool:
    return file.exists()


async def test_a_database_that_is_not_there_yet_is_not_made(
    engine: AsyncEngine, file: Path
) -> None:
    finding = await SqlExamination(engine, file).examine()
    assert finding.verdict is Verdict.OK
    assert not is_there(file)


async def test_the_newest_schema_is_fine(engine: AsyncEngine, file: Path) -> None:
    await migrate(engine)
    assert (await SqlExamination(engine, file).examine()).verdict is Verdict.OK


async def test_an_older_schema_is_a_warning_to_migrate(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    finding = await SqlExamination(engine).examine()
    assert finding.verdict is Verdict.WARNING
    assert "transcriber migrate" in str(finding.advice)


async def test_a_schema_of_a_newer_version_is_a_warning(engine: AsyncEngine) -> None:
    await migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    finding = await SqlExamination(engine).examine()
    assert finding.verdict is Verdict.WARNING
    assert "newer version" in finding.words


async def test_a_server_that_is_away_is_a_failure_without_its_password() -> None:
    engine = create_engine("postgresql://ada:secret@127.0.0.1:1/speech")
    finding = await SqlExamination(engine).examine()
    await engine.dispose()
    assert finding.verdict is Verdict.FAILED
    assert "refused" in finding.words
    assert "secret" not in finding.words
