"""Run contenders in turn, and compare them run by run."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

Leg = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Timing:
    """One run: seconds by the clock, and seconds of all cores together."""

    wall: float
    cpu: float


async def race(contenders: Mapping[str, Leg], *, runs: int) -> dict[str, list[Timing]]:
    """Let all run once, then all once more, and so on, after a lap to warm up.

    What else the machine does changes from minute to minute; neighbours in time suffer alike.
    The order turns round with every lap, so that nobody always runs behind the same one.
    """
    names = list(contenders)
    timings: dict[str, list[Timing]] = {name: [] for name in names}
    for lap in range(runs):
        for name in names if lap % 2 == 0 else reversed(names):
            wall, cpu = perf_counter(), process_time()
            await contenders[name]()
            timings[name].append(Timing(perf_counter() - wall, process_time() - cpu))
    return timings


def speed_ups(of: list[Timing], over: list[Timing]) -> list[float]:
    """Return how many times faster one is than the other, run by run."""
    return [theirs.wall / ours.wall for ours, theirs in zip(of, over, strict=True)]


def overheads(of: list[Timing], over: list[Timing]) -> list[float]:
    """Return how many times as long one takes as the other, run by run."""
    return [ours.wall / theirs.wall for ours, theirs in zip(of, over, strict=True)]


def seconds(of: list[Timing]) -> str:
    """Format the median wall-clock time, its spread, and the CPU seconds."""
    wall = [each.wall for each in of]
    cpu = median(each.cpu for each in of)
    return f"{median(wall):.2f} s ({min(wall):.2f} to {max(wall):.2f}), {cpu:.2f} s of CPU"


def savings(of: list[Timing], over: list[Timing]) -> list[float]:
    """Return how many times less CPU one takes, run by run."""
    return [theirs.cpu / ours.cpu for ours, theirs in zip(of, over, strict=True)]


def brief(ratios: list[float]) -> str:
    """Format the median and the spread."""
    return f"{median(ratios):.2f}x ({min(ratios):.2f} to {max(ratios):.2f})"
