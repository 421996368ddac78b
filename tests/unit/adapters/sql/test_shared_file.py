"""A database file that two processes have open."""

import asyncio
import sys
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.sql.engine import create_engine
from tests.programs import communicated

VISIT = """
import sqlite3, sys
from tests.programs import communicated
database = sqlite3.connect(sys.argv[1])
database.execute("INSERT INTO notes VALUES ('from outside')")
database.commit()
print(database.execute("SELECT count(*) FROM notes").fetchone()[0])
database.close()
"""


async def count(connection: AsyncConnection) -> int:
    found: int = (await connection.execute(text("SELECT count(*) FROM notes"))).scalar_one()
    await connection.rollback()
    return found


async def visited(file: Path) -> int:
    """Let another process add a note, count them all and go."""
    visitor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VISIT, str(file), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await communicated(visitor, seconds=60)
    return int(told)


async def test_a_process_that_opens_and_closes_the_file_does_not_disturb_another(
    tmp_path: Path,
) -> None:
    file = tmp_path / "transcriber.db"
    engine = create_engine(f"sqlite:///{file}")
    async with engine.connect() as first:
        await first.execute(text("CREATE TABLE notes (text TEXT)"))
        await first.commit()
        async with engine.connect() as second:
            assert await visited(file) == 1
            await second.execute(text("INSERT INTO notes VALUES ('from inside')"))
            await second.commit()
            assert await visited(file) == 3
            assert await count(first) == 3
            assert await count(second) == 3
    await engine.dispose()
