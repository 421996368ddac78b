"""What somebody sees while recordings are transcribed; always on stderr."""

from contextlib import AbstractContextManager, nullcontext
from time import monotonic
from typing import Final, Protocol

import typer
from typing_extensions import override

from entrypoints.cli.transcribe.outcome import Outcome, Status
from entrypoints.cli.transcribe.recordings import LocalRecording

PLAIN_SECONDS: Final = 15.0  # between two lines on one recording


class Display(Protocol):
    """Told what happens, it shows it."""

    def began(self, recording: LocalRecording) -> None:
        """Work on a recording has begun."""

    def preparing(self, share: float | None) -> None:
        """Tell how much of the model is downloaded, 0 to 1; None once it is read into memory."""

    def heard(self, recording: LocalRecording, position: float, duration: float | None) -> None:
        """So many seconds of it are done, of so many, as far as known."""

    def ended(self, outcome: Outcome) -> None:
        """Tell how it went with a recording."""

    def aside(self) -> AbstractContextManager[None]:
        """Make way for something on stdout, which may be the same screen."""


class SilentDisplay(Display):
    """Shows what went wrong and nothing else."""

    @override
    def began(self, recording: LocalRecording) -> None:
        pass

    @override
    def preparing(self, share: float | None) -> None:
        pass

    @override
    def heard(self, recording: LocalRecording, position: float, duration: float | None) -> None:
        pass

    @override
    def ended(self, outcome: Outcome) -> None:
        if outcome.status is Status.FAILED:
            typer.echo(outcome.sentence, err=True)

    @override
    def aside(self) -> AbstractContextManager[None]:
        return nullcontext()


class PlainDisplay(SilentDisplay):
    """Lines, for logs and pipes: one at the end of each recording, and a few of a long one."""

    def __init__(self) -> None:
        self._said: dict[LocalRecording, float] = {}
        self._prepared_at = -PLAIN_SECONDS

    @override
    def began(self, recording: LocalRecording) -> None:
        self._said[recording] = monotonic()

    @override
    def preparing(self, share: float | None) -> None:
        now = monotonic()
        if share is not None and now - self._prepared_at >= PLAIN_SECONDS:
            self._prepared_at = now
            typer.echo(f"Downloading the model: {share:.0%}", err=True)

    @override
    def heard(self, recording: LocalRecording, position: float, duration: float | None) -> None:
        now = monotonic()
        if now - self._said[recording] >= PLAIN_SECONDS:
            self._said[recording] = now
            share = f" ({min(position / duration, 1):.0%})" if duration else ""
            typer.echo(f"{recording.shown}: {position:.0f} s{share}", err=True)

    @override
    def ended(self, outcome: Outcome) -> None:
        self._said.pop(outcome.recording, None)
        typer.echo(outcome.sentence, err=True)
