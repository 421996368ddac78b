"""Measure the time from submitting to starting on an idle worker, and the queue's round trip."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

from benchmarks.scaling.bare_worker import bare_app
from benchmarks.scaling.figures import Figure, milliseconds, percentile
from benchmarks.scaling.house import BARE, WAITING, House, house, postgres, process
from benchmarks.scaling.submitting import submit
from tests.samples import a_user

ROUNDS = 300
WARM_UP = 20
PAUSE_SECONDS = 0.02
BAR = 1.5

Send = Callable[[int], Awaitable[object]]


async def measure() -> list[Figure]:
    """Alternate between the two, a message at a time."""
    with postgres(fsync="on") as server:
        async with house(server, "wake") as ours, AsyncExitStack() as stack:
            worker = await stack.enter_async_context(process(ours, "0", program=WAITING))
            alone = await stack.enter_async_context(process(ours, program=BARE))
            return await _compared(ours, worker.lines(), alone.lines(), stack)


async def _compared(
    ours: House,
    started: AsyncIterator[list[str]],
    began: AsyncIterator[list[str]],
    stack: AsyncExitStack,
) -> list[Figure]:
    app = await stack.enter_async_context(bare_app(ours.url).open_async())
    owner = a_user()

    async def send(number: int) -> object:
        return await app.configure_task("bare", queue="bare").defer_async(number=number)

    async def hand_in(_: int) -> object:
        return await submit(ours, owner)

    bare, whole = [], []
    for number in range(WARM_UP + ROUNDS):
        bare.append(await _trip(send, number, began))
        whole.append(await _trip(hand_in, number, started))
    return [_figure(share, bare[WARM_UP:], whole[WARM_UP:]) for share in (0.5, 0.99)]


async def _trip(send: Send, number: int, started: AsyncIterator[list[str]]) -> float:
    sent = time.time()
    await send(number)
    line = await asyncio.wait_for(anext(started), 30)
    await asyncio.sleep(PAUSE_SECONDS)  # the worker ends the last one, and is idle again
    return float(line[1]) - sent


def _figure(share: float, bare: list[float], whole: list[float]) -> Figure:
    theirs, ours = percentile(bare, share), percentile(whole, share)
    return Figure(
        f"submit to start on an idle worker, p{100 * share:.0f}, over the bare engine",
        f"{ours / theirs:.2f}x ({milliseconds(ours)} / {milliseconds(theirs)})",
        f"at most {BAR}x",
        ours <= BAR * theirs,
    )
