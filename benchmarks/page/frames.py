"""The frames of a page while something happens on it, in milliseconds."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Page
from typing_extensions import override

BAR_MS: Final = 50
_BEGIN: Final = """() => {
    const [frames, long] = [[], []];
    let [last, on] = [0, true];
    const note = (list) => long.push(...list.getEntries().map(({ duration }) => duration));
    const observer = new PerformanceObserver((list) => note(list));
    observer.observe({ entryTypes: ["longtask"] });
    const tick = (now) => {
        if (last) frames.push(now - last);
        last = now;
        if (on) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    window.endOfMeasurement = () => {
        on = false;
        note({ getEntries: () => observer.takeRecords() });
        observer.disconnect();
        return [frames, long];
    };
}"""


@dataclass(slots=True)
class Frames:
    """Times between frames, tasks of more than 50 ms, and the time until the first row if any."""

    times: list[float] = field(default_factory=list)
    long_tasks: list[float] = field(default_factory=list)
    first_row: float | None = None

    @property
    def most(self) -> float:
        """The longest frame."""
        return max(self.times)

    @override
    def __str__(self) -> str:
        over = sum(time > BAR_MS for time in self.times)
        longest = max(self.long_tasks, default=0.0)
        line = (
            f"{len(self.times):>8}{_share(self.times, 0.5):>7.1f}{_share(self.times, 0.95):>7.1f}"
            f"{self.most:>7.1f}{over:>5}{len(self.long_tasks):>6}{longest:>7.1f}"
        )
        return line if self.first_row is None else f"{line}   first row {self.first_row:.0f}"


def _share(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


@asynccontextmanager
async def watched(page: Page) -> AsyncIterator[Frames]:
    """Measure the frames meanwhile."""
    frames = Frames()
    await page.evaluate(_BEGIN)
    yield frames
    frames.times, frames.long_tasks = await page.evaluate("endOfMeasurement()")
