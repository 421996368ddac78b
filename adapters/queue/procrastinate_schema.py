"""Create procrastinate's tables and our additions to them."""

from procrastinate.schema import SchemaManager
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.queue.procrastinate_turns import COLUMNS


async def make_tables(connection: AsyncConnection) -> None:
    """Create the missing tables in the connection's transaction."""
    # Existing columns are left alone: ALTER TABLE locks the table for a moment.
    if await _exists(connection, "transcriber_lines"):
        return
    is_new = not await _exists(connection, "procrastinate_jobs")
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("The connection was closed meanwhile.")
    # Several statements at once are only possible without parameters.
    await driver.execute(SchemaManager.get_schema() + COLUMNS if is_new else COLUMNS)


async def _exists(connection: AsyncConnection, name: str) -> bool:
    found = await connection.exec_driver_sql("SELECT to_regclass(%(name)s)", {"name": name})
    return found.scalar_one() is not None
