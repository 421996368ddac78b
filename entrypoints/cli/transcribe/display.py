"""Show on stderr what happens while recordings are transcribed."""

from contextlib import AbstractContextManager, nullcontext
from time import monotonic
from typing import Final, Protocol

import typer
from typing_extensions import override

from entrypoints.cli.transcribe.outcome import Outcome, Status
from entrypoints.cli.transcribe.recordings import LocalRecording

PLAIN_SECONDS: Final = 15.0  # seconds between two lines about one recording


class Display(Protocol):
    """Shows what happens to each recording."""

    def began(self, recording: LocalRecording) -> None:
        """Show that a recording is being transcribed."""

    def preparing(self, share: float | None) -> None:
        """Show how much of the model is downloaded, 0 to 1; None while it is loaded."""

    def heard(self, recording: LocalRecording, position: float, duration: float | None) -> None:
        """Show how many seconds are done, of how many, if known."""

    def ended(self, outcome: Outcome) -> None:
        """Show the outcome of a recording."""

    def aside(self) -> AbstractContextManager[None]:
        """Hide the display while something is printed to stdout, which may be the same terminal."""


class SilentDisplay(Display):
    """Shows errors only."""

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
    """Prints lines, for logs and pipes: one for each recording, more for a long one."""

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
