"""procrastinate's own tables."""

from procrastinate.schema import SchemaManager
from sqlalchemy.ext.asyncio import AsyncConnection


async def make_tables(connection: AsyncConnection) -> None:
    """Make them where they are not there yet, within the connection's transaction."""
    found = await connection.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')")
    if found.scalar_one() is not None:
        return
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("The connection was closed meanwhile.")
    # Many statements at once, which only a query without parameters may be.
    await driver.execute(SchemaManager.get_schema())
