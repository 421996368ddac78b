"""procrastinate's own tables, and what we add to them."""

from procrastinate.schema import SchemaManager
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.queue.procrastinate_turns import COLUMNS


async def make_tables(connection: AsyncConnection) -> None:
    """Make them where they are not there yet, within the connection's transaction."""
    # What is there is not asked for again: ALTER TABLE locks out everybody else for a moment.
    if await _exists(connection, "transcriber_lines"):
        return
    is_new = not await _exists(connection, "procrastinate_jobs")
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("The connection was closed meanwhile.")
    # Many statements at once, which only a query without parameters may be.
    await driver.execute(SchemaManager.get_schema() + COLUMNS if is_new else COLUMNS)


async def _exists(connection: AsyncConnection, name: str) -> bool:
    found = await connection.exec_driver_sql("SELECT to_regclass(%(name)s)", {"name": name})
    return found.scalar_one() is not None
