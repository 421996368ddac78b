"""When what goes wrong: random, but the same for the same seed."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from math import inf
from statistics import median
from typing import TYPE_CHECKING, Final

from tests.chaos.faults import ROUND, Fault, World

if TYPE_CHECKING:
    from tests.chaos.ledger import TakenOver

PAUSES: Final = (0.5, 3.0)  # seconds between the end of one fault and the next


class Schedule:
    """Strikes in rounds, each of which has every fault in it, in an order of its own.

    `recoveries` say by fault how soon the jobs that were struck went on elsewhere, `healings` after
    how many seconds all processes were ready again. What nobody waited for any longer is `inf`.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.recoveries: dict[str, list[TakenOver]] = defaultdict(list)
        self.healings: dict[str, list[float]] = defaultdict(list)
        self.strikes: dict[str, int] = defaultdict(int)
        self._healing: set[asyncio.Task[None]] = set()

    async def strike_until(self, served: "asyncio.Task[None]") -> None:
        """Strike until everybody has been served, at least one round; then let all be well again.

        Raises TimeoutError where it is not.
        """
        rounds = 0
        for fault, is_last in self._order():
            await self._strike(fault)
            rounds += is_last
            if served.done() and rounds:
                break
            await asyncio.sleep(self._world.random.uniform(*PAUSES))
        await self._world.fleet.ready()
        await asyncio.gather(*self._healing)

    def _order(self) -> Iterator[tuple[Fault, bool]]:
        while True:
            order = self._world.random.sample(ROUND, len(ROUND))
            for place, fault in enumerate(order, start=1):
                yield fault, place == len(order)

    async def _strike(self, fault: Fault) -> None:
        name = fault.__name__
        self.strikes[name] += 1
        taken_over = await fault(self._world)
        if taken_over is not None:
            self.recoveries[name].append(taken_over)
        # Not waited for: the next fault may strike before all have recovered from this one.
        task = asyncio.create_task(self._time_healing(name))
        self._healing.add(task)

    async def _time_healing(self, name: str) -> None:
        began = time.monotonic()
        try:
            await self._world.fleet.ready()
        except TimeoutError:  # on a slow machine the next faults come before all are ready
            self.healings[name].append(inf)
        else:
            self.healings[name].append(time.monotonic() - began)


def table(schedule: Schedule) -> str:
    """Say how often what was done, and how long it took to recover, in seconds."""
    heads = ("jobs were free after", "jobs went on after", "all were ready after")
    lines = [f"{'fault':28}{'times':>6}" + "".join(f"  {head:>22}" for head in heads)]
    for name, times in sorted(schedule.strikes.items()):
        struck = schedule.recoveries[name]
        figures = (
            [each.given_back for each in struck],
            [each.went_on for each in struck],
            schedule.healings[name],
        )
        spreads = "".join(f"  {_spread(seconds):>22}" for seconds in figures)
        lines.append(f"{name:28}{times:>6}{spreads}")
    return "\n".join(lines)


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return "-"
    return f"{min(seconds):.1f} / {median(seconds):.1f} / {max(seconds):.1f} s"
