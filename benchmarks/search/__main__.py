"""`python -m benchmarks.search`: search in a few and in many passages, side by side.

It makes files of SQLite in a temporary folder, and databases on a PostgreSQL server. A database has
one owner with all its passages; the large one also has an owner with few. Times are those of the
use case, from the typed text to the hits, in milliseconds. Use a machine that does nothing besides.
"""

import argparse
import asyncio
from contextlib import ExitStack

from benchmarks.databases import KINDS, own_url
from benchmarks.quiet import log_warnings_only
from benchmarks.search.library import Library
from benchmarks.search.questions import questions
from benchmarks.search.timing import Times, timed


def main() -> None:
    """Print a table for each database."""
    log_warnings_only()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20, help="how often each query is asked")
    parser.add_argument("--only", choices=KINDS, nargs="+", default=KINDS)
    asked = parser.parse_args()
    for kind in asked.only:
        with ExitStack() as stack:
            few, many = (stack.enter_context(own_url(kind)) for _ in range(2))
            asyncio.run(_compare(kind, {few: asked.few, many: asked.many}, asked.few, asked.rounds))


async def _compare(kind: str, sizes: dict[str, int], few: int, rounds: int) -> None:
    (small_url, small), (large_url, large) = sizes.items()
    async with Library(small_url) as small_one, Library(large_url) as large_one:
        first = await small_one.filled(small)
        second = await large_one.filled(large)
        third = await large_one.filled(few)
        print(f"\n{kind}: {large} passages beside {small}")
        for what, cost in (("index", Library.index_ms), ("append", Library.append_ms)):
            costs = await cost(small_one), await cost(large_one)
            print(f"{what} a passage: {costs[0]:.2f} ms, then {costs[1]:.2f} ms")
        contenders = {
            f"{small}": first.searched,
            f"{large}": second.searched,
            f"{few} beside {large}": third.searched,
        }
        _print(await timed(contenders, questions(), rounds=rounds))


def _print(times: Times) -> None:
    names = list(next(iter(times.values())))
    print(f"{'p50 / p99 in ms':22}" + "".join(f"{name:>24}" for name in names) + f"{'p99':>8}")
    for kind, by_name in times.items():
        cells = "".join(f"{each.median:>16.2f} /{each.p99:>6.2f}" for each in by_name.values())
        ratio = by_name[names[1]].p99 / by_name[names[0]].p99
        print(f"{kind:22}{cells}{ratio:>7.2f}x")


if __name__ == "__main__":
    main()
