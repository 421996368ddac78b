"""Ask questions in turn, and compare how long they take."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from benchmarks.search.questions import Question

Search = Callable[[Question], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Spread:
    """The times of many searches, in milliseconds."""

    times: Sequence[float]

    @property
    def median(self) -> float:
        """What half of them took at most."""
        return median(self.times)

    @property
    def p99(self) -> float:
        """What 99 of 100 took at most."""
        return sorted(self.times)[max(0, round(0.99 * len(self.times)) - 1)]


Times = dict[str, dict[str, Spread]]


async def timed(
    contenders: Mapping[str, Search], questions: Mapping[str, Sequence[Question]], *, rounds: int
) -> Times:
    """Ask each question of all contenders in turn, so that all suffer alike from the machine."""
    times: dict[str, dict[str, list[float]]] = {
        kind: {name: [] for name in contenders} for kind in questions
    }
    for lap in range(rounds + 1):
        for kind, asked in questions.items():
            for question in asked:
                for name, search in contenders.items():
                    begun = perf_counter()
                    await search(question)
                    if lap:  # the first warms up
                        times[kind][name].append((perf_counter() - begun) * 1_000)
    every = {name: [each for kind in times for each in times[kind][name]] for name in contenders}
    return {
        kind: {name: Spread(spent) for name, spent in by_name.items()}
        for kind, by_name in (times | {"all": every}).items()
    }
