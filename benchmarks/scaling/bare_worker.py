"""A worker of procrastinate alone, whose task only prints when it began."""

import asyncio
import os
import time

from procrastinate import App, PsycopgConnector

QUEUE = "bare"


def bare_app(url: str) -> App:
    """Make the application that both sides share."""
    app = App(connector=PsycopgConnector(conninfo=url))

    @app.task(name="bare", queue=QUEUE)
    async def bare(number: int) -> None:
        print(number, time.time(), flush=True)

    return app


async def work() -> None:
    """Run tasks of the queue until told to stop."""
    async with bare_app(os.environ["DATABASE_URL"]).open_async() as app:
        await app.run_worker_async(queues=[QUEUE], concurrency=1, delete_jobs="successful")


if __name__ == "__main__":
    asyncio.run(work())
