"""`python -m benchmarks.scaling`: what many machines would show, on this one.

It starts a PostgreSQL of its own and needs nothing else. Run it on a machine that does nothing
besides.
"""

import argparse
import asyncio
import sys

from benchmarks.quiet import log_warnings_only
from benchmarks.scaling import backlog, busy, crew, flow, killed, newcomer, rows, wake

PARTS = {
    "killed": killed.measure,
    "wake": wake.measure,
    "crew": crew.measure,
    "rows": rows.measure,
    "busy": busy.measure,
    "backlog": backlog.measure,
    "flow": flow.measure,
    "newcomer": newcomer.measure,
}


def main() -> None:
    """Print a line for each figure; end with 1 where a bar is missed."""
    log_warnings_only()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--only", nargs="+", default=list(PARTS), choices=list(PARTS))
    figures = []
    for name in parser.parse_args().only:
        for figure in asyncio.run(PARTS[name]()):
            figures.append(figure)
            print(figure, flush=True)
    sys.exit(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    main()
