"""Show a progress bar for each recording, with its speed and remaining time."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from typing_extensions import override

from entrypoints.cli.transcribe.display import Display
from entrypoints.cli.transcribe.outcome import Outcome, Status
from entrypoints.cli.transcribe.recordings import LocalRecording

COLOURS = {Status.DONE: "green", Status.SKIPPED: "dim", Status.FAILED: "red"}


class SpeedColumn(ProgressColumn):
    """Seconds of sound per second of work."""

    @override
    def render(self, task: Task) -> Text:
        if not task.elapsed or not task.completed or task.fields.get("whole"):
            return Text("")
        return Text(f"{task.completed / task.elapsed:.1f}x real time", style="cyan")


class Bars(Display):
    """One bar for each recording, and one for all if there are several."""

    def __init__(self, progress: Progress, recordings: int) -> None:
        self._progress = progress
        self._tasks: dict[LocalRecording, TaskID] = {}
        self._whole: TaskID | None = None
        if recordings > 1:
            self._whole = progress.add_task("", total=recordings, whole=True)
            self._count(0, recordings)
        self._download: TaskID | None = None
        self._recordings = recordings
        self._done = 0

    @override
    def began(self, recording: LocalRecording) -> None:
        self._tasks[recording] = self._progress.add_task(recording.shown, total=None)

    @override
    def preparing(self, share: float | None) -> None:
        if share is None:
            self._hide_download()
            return
        if self._download is None:
            self._download = self._progress.add_task("Downloading the model", total=1.0, whole=True)
        self._progress.update(self._download, completed=share)

    @override
    def heard(self, recording: LocalRecording, position: float, duration: float | None) -> None:
        self._hide_download()
        total = None if duration is None else max(duration, position)
        self._progress.update(self._tasks[recording], completed=position, total=total)

    @override
    def ended(self, outcome: Outcome) -> None:
        task = self._tasks.pop(outcome.recording, None)
        if task is not None:
            self._progress.remove_task(task)
        self._progress.console.print(Text(outcome.sentence, style=COLOURS[outcome.status]))
        self._done += 1
        if self._whole is not None:
            self._count(self._done, self._recordings)

    @override
    @contextmanager
    def aside(self) -> Iterator[None]:
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()

    def _hide_download(self) -> None:
        if self._download is not None:
            self._progress.remove_task(self._download)
            self._download = None

    def _count(self, done: int, recordings: int) -> None:
        if self._whole is not None:
            self._progress.update(
                self._whole, completed=done, description=f"{done} of {recordings} files"
            )


@contextmanager
def bars(recordings: int) -> Iterator[Display]:
    """Show bars in this context; only their final lines remain."""
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        SpeedColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with progress:
        yield Bars(progress, recordings)
