"""When what goes wrong: random, but the same for the same seed."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Final

from tests.chaos.faults import ROUND, Fault, World

PAUSES: Final = (0.5, 3.0)  # seconds between the end of one fault and the next


class Schedule:
    """Strikes in rounds, each of which has every fault in it, in an order of its own.

    `recoveries` are the seconds by fault until the jobs that were struck went on elsewhere,
    `healings` those until all processes were ready again.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.recoveries: dict[str, list[float]] = defaultdict(list)
        self.healings: dict[str, list[float]] = defaultdict(list)
        self.strikes: dict[str, int] = defaultdict(int)
        self._healing: set[asyncio.Task[None]] = set()

    async def strike_until(self, served: "asyncio.Task[None]") -> None:
        """Go on until everybody has been served, but for at least one round."""
        rounds = 0
        for fault, is_last in self._order():
            await self._strike(fault)
            rounds += is_last
            if served.done() and rounds:
                break
            await asyncio.sleep(self._world.random.uniform(*PAUSES))
        await asyncio.gather(*self._healing)

    def _order(self) -> Iterator[tuple[Fault, bool]]:
        while True:
            order = self._world.random.sample(ROUND, len(ROUND))
            for place, fault in enumerate(order, start=1):
                yield fault, place == len(order)

    async def _strike(self, fault: Fault) -> None:
        name = fault.__name__
        self.strikes[name] += 1
        seconds = await fault(self._world)
        if seconds is not None:
            self.recoveries[name].append(seconds)
        # Not waited for: the next fault may strike before all have recovered from this one.
        task = asyncio.create_task(self._time_healing(name))
        self._healing.add(task)

    async def _time_healing(self, name: str) -> None:
        began = time.monotonic()
        await self._world.fleet.ready()
        self.healings[name].append(time.monotonic() - began)


def table(schedule: Schedule) -> str:
    """Say how often what was done, and how long it took to recover, in seconds."""
    lines = [f"{'fault':28}{'times':>6}  {'jobs went on after':>22}  {'all were ready after':>22}"]
    for name, times in sorted(schedule.strikes.items()):
        went_on, ready = _spread(schedule.recoveries[name]), _spread(schedule.healings[name])
        lines.append(f"{name:28}{times:>6}  {went_on:>22}  {ready:>22}")
    return "\n".join(lines)


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "-"
    return f"{min(seconds):.1f} / {median(seconds):.1f} / {max(seconds):.1f} s"
