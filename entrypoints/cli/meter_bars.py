"""Show the progress of several tasks as bars on stderr."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from typing_extensions import override

from entrypoints.cli.meter import Meter
from entrypoints.cli.printable import printable


class BarMeter(Meter):
    """Bars that vanish when what they show has ended."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    @override
    def at(self, name: str, share: float) -> None:
        self._show(name, share, printable(name))

    @override
    def preparing(self, name: str, share: float) -> None:
        self._show(name, share, f"{printable(name)} (preparing the model)")

    def _show(self, name: str, share: float, words: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(words, total=1.0)
        self._progress.update(self._tasks[name], completed=share, description=words)

    @override
    def done(self, name: str, sentence: str) -> None:
        task = self._tasks.pop(name, None)
        if task is not None:
            self._progress.remove_task(task)
        self._progress.console.print(Text(f"{printable(name)}: {printable(sentence)}"))


@contextmanager
def meter_bars() -> Iterator[Meter]:
    """Show bars meanwhile; only what they told remains."""
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with progress:
        yield BarMeter(progress)
