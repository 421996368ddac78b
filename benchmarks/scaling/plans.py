"""Show how PostgreSQL executes the statements behind callers' requests."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from application.ports.jobs import JobQuery
from benchmarks.scaling.house import House
from domain.job import JobId
from domain.user import UserId
from tests.samples import a_user

Statement = tuple[str, Any]

EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) "


async def show_plans(house: House, job: JobId, owner: UserId) -> None:
    """Print the index that each statement uses, and how many rows it reads from it."""
    container = house.container
    questions: dict[str, Awaitable[object]] = {
        "GET /jobs/": container.list_jobs()(JobQuery(owner=owner, limit=20)),
        "GET /jobs/{id}": container.get_job()(job, caller=a_user(id=owner)),
    }
    for name, ask in questions.items():
        with _noted(container.engine()) as statements:
            await ask
        print(name)
        for statement in dict.fromkeys(text for text, _ in statements):
            values = next(values for text, values in statements if text == statement)
            await _show(container.engine(), statement, values)


@contextmanager
def _noted(engine: AsyncEngine) -> Iterator[list[Statement]]:
    """Note what is sent meanwhile."""
    statements: list[Statement] = []

    def note(_c: object, _k: object, statement: str, values: Any, *_: object) -> None:
        statements.append((statement, values))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


async def _show(engine: AsyncEngine, statement: str, values: Any) -> None:
    async with engine.connect() as connection:
        plan = await connection.exec_driver_sql(EXPLAIN + statement, values)
        for [line] in plan:
            if " Scan" in line:
                print(f"    {line.strip().removeprefix('->').strip()}", flush=True)
