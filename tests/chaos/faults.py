"""What goes wrong: each fault does its harm, mends it, and leaves the rest to the service."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from random import Random
from typing import Final

import aiohttp
from psycopg.rows import TupleRow

from tests.chaos.customers import Customer
from tests.chaos.fleet import Fleet, Member
from tests.chaos.ledger import RUNNING, RUNNING_AT, Ledger, TakenOver
from tests.chaos.s3 import AWAY, FULL, Refusal, S3Door
from tests.own_postgres import OwnPostgres
from tests.own_redis import OwnRedis
from tests.small_disk import SmallDisk

VICTIM_SECONDS: Final = 20.0
TAKEN_OVER_SECONDS: Final = 90.0
# A length that no other upload has, by which the door knows the blob.
ORPHAN_BYTES: Final = 777_778
HALF_AN_UPLOAD: Final = 12 << 20


@dataclass(frozen=True, slots=True)
class World:
    """All that can be harmed."""

    fleet: Fleet
    postgres: OwnPostgres
    disk: SmallDisk | None  # PostgreSQL's, where it can be filled
    redis: OwnRedis
    door: S3Door
    ledger: Ledger
    stranger: Customer
    random: Random

    async def worker_amid_a_job(self) -> tuple[Member, Sequence[TupleRow]] | None:
        """Find one, with the claims it holds; None where nobody works for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(VICTIM_SECONDS):
                while True:
                    for _, _, holder in await self.ledger.ask(RUNNING):
                        if worker := self.fleet.worker_named(holder):
                            return worker, await self.ledger.ask(RUNNING_AT, {"worker": holder})
                    await asyncio.sleep(0.02)
        return None

    async def a_while(self) -> None:
        """Let it last for one to three seconds."""
        await asyncio.sleep(self.random.uniform(1.0, 3.0))


Fault = Callable[[World], Awaitable[TakenOver | None]]
"""Says how soon the jobs that it struck went on elsewhere, where it struck any."""


async def kill_worker(world: World) -> TakenOver | None:
    """Kill -9 of a worker in the middle of a job."""
    found = await world.worker_amid_a_job()
    if found is None:
        return None
    worker, claims = found
    worker.send(signal.SIGKILL)
    return await _taken_over(world, claims)


async def freeze_worker(world: World) -> TakenOver | None:
    """Stop a worker until its jobs have been taken over, then let it wake up."""
    found = await world.worker_amid_a_job()
    if found is None:
        return None
    worker, claims = found
    worker.send(signal.SIGSTOP)
    try:
        return await _taken_over(world, claims)
    finally:
        worker.send(signal.SIGCONT)


async def kill_api_amid_an_upload(world: World) -> TakenOver | None:
    """Kill -9 of an API process that has half of a file."""
    api = world.random.choice(world.fleet.apis)

    async def half() -> AsyncIterator[bytes]:
        for _ in range(HALF_AN_UPLOAD >> 16):
            yield bytes(1 << 16)
        api.send(signal.SIGKILL)
        yield bytes(1 << 16)
        await asyncio.sleep(5)

    await _upload(world, api, half())
    return None


async def kill_api_before_the_row(world: World) -> TakenOver | None:
    """Kill -9 of an API process that has stored the audio and not yet written its job."""
    api = world.random.choice(world.fleet.apis)

    async def whole() -> AsyncIterator[bytes]:
        yield bytes(ORPHAN_BYTES)

    with world.door.awaiting(ORPHAN_BYTES) as arrival:
        upload = asyncio.create_task(_upload(world, api, whole()))
        with suppress(TimeoutError):
            await asyncio.wait_for(arrival.stored.wait(), VICTIM_SECONDS)
        api.send(signal.SIGKILL)
        await upload
    return None


async def restart_postgres_fast(world: World) -> TakenOver | None:
    """Stop PostgreSQL in good order, and start it after a while."""
    await _restart_postgres(world, "fast")
    return None


async def restart_postgres_immediate(world: World) -> TakenOver | None:
    """Stop PostgreSQL as if it had crashed, and start it after a while."""
    await _restart_postgres(world, "immediate")
    return None


async def freeze_postgres(world: World) -> TakenOver | None:
    """Let PostgreSQL answer nobody for a while, and then go on as if nothing had been."""
    await _freeze(world, world.postgres)
    return None


async def fill_the_disk_of_postgres(world: World) -> TakenOver | None:
    """Leave PostgreSQL no room for a while; it may end over that, and is started again then."""
    if world.disk is None:
        return None
    await asyncio.to_thread(world.disk.fill)
    await world.a_while()
    await world.a_while()
    world.disk.clear()
    await asyncio.to_thread(_start_if_it_ended, world.postgres)
    return None


async def restart_redis(world: World) -> TakenOver | None:
    """Kill Redis, and start it after a while with what it had."""
    world.redis.stop()
    await world.a_while()
    await asyncio.to_thread(world.redis.start)
    return None


async def restart_redis_empty(world: World) -> TakenOver | None:
    """Kill Redis, and start it after a while with nothing."""
    world.redis.stop()
    world.redis.forget()
    await world.a_while()
    await asyncio.to_thread(world.redis.start)
    return None


async def freeze_redis(world: World) -> TakenOver | None:
    """Let Redis answer nobody for a while."""
    await _freeze(world, world.redis)
    return None


async def storage_away(world: World) -> TakenOver | None:
    """Let the object store answer 503."""
    await _refuse(world, AWAY)
    return None


async def storage_full(world: World) -> TakenOver | None:
    """Let the disk of the object store be full."""
    await _refuse(world, FULL)
    return None


async def storage_silent(world: World) -> TakenOver | None:
    """Let the object store answer late."""
    with world.door.silent():
        await world.a_while()
        await world.a_while()
    return None


ROUND: Final[Sequence[Fault]] = (
    kill_worker,
    kill_worker,
    kill_worker,
    freeze_worker,
    kill_api_amid_an_upload,
    kill_api_before_the_row,
    restart_postgres_fast,
    restart_postgres_immediate,
    freeze_postgres,
    fill_the_disk_of_postgres,
    restart_redis,
    restart_redis_empty,
    freeze_redis,
    storage_away,
    storage_full,
    storage_silent,
)


async def _taken_over(world: World, claims: Sequence[TupleRow]) -> TakenOver:
    try:
        async with asyncio.timeout(TAKEN_OVER_SECONDS):
            return await world.ledger.taken_over(claims)
    except TimeoutError:  # they wait for a place; whether they ever get one is seen in the end
        return TakenOver(given_back=inf, went_on=inf)


async def _freeze(world: World, server: OwnPostgres | OwnRedis) -> None:
    server.freeze()
    try:
        await world.a_while()
        await world.a_while()
    finally:
        server.thaw()


async def _upload(world: World, api: Member, content: AsyncIterator[bytes]) -> None:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="never.wav", content_type="audio/wav")
    await world.stranger.attempt(f"{api.url}/jobs/", form)


async def _restart_postgres(world: World, mode: str) -> None:
    await asyncio.to_thread(world.postgres.stop, mode)
    await world.a_while()
    await asyncio.to_thread(world.postgres.start)


def _start_if_it_ended(postgres: OwnPostgres) -> None:
    if not postgres.runs:
        postgres.start()


async def _refuse(world: World, refusal: Refusal) -> None:
    with world.door.refusing(refusal):
        await world.a_while()
        await world.a_while()
