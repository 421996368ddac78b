"""`python -m benchmarks.page`: how smoothly the page moves, in headless Chromium.

The service lives in memory, in this process. It has 1,000 jobs and a transcript of ten hours. A
frame is the time between two calls of requestAnimationFrame; an empty page, which is measured
first and last, shows what the machine itself delays. Use a machine that does nothing besides.
"""

import argparse
import asyncio
import sys

from aiohttp.test_utils import TestServer

from benchmarks.page.frames import BAR_MS
from benchmarks.page.scenes import scenes
from benchmarks.page.stock import stocked
from benchmarks.quiet import log_warnings_only
from tools.browser import browser, chromium


def main() -> None:
    """Print a line for each thing that people do; end with 1 where the bar is missed."""
    log_warnings_only()
    argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__).parse_args()
    program = chromium()
    if program is None:
        sys.exit("No Chromium here.")
    sys.exit(not asyncio.run(_measured(program)))


async def _measured(program: str) -> bool:
    stock = await stocked()
    print(
        f"{'':34}{'frames':>8}{'p50':>7}{'p95':>7}{'max':>7}{f'>{BAR_MS}':>5}{'long':>6}{'max':>7}"
    )
    holds = True
    async with TestServer(stock.service.app()) as server, browser(program) as running:
        page = await (await running.new_context()).new_page()
        url = str(server.make_url("")).rstrip("/")
        async for name, frames in scenes(page, url, stock):
            print(f"{name:34}{frames}", flush=True)
            holds = holds and (frames.most < BAR_MS or "empty" in name)
    return holds


if __name__ == "__main__":
    main()
