"""Show the progress of several tasks as lines on stderr."""

from time import monotonic
from typing import Final, Protocol

import typer
from typing_extensions import override

from entrypoints.cli.printable import printable

PLAIN_SECONDS: Final = 15.0  # between two lines on one thing


class Meter(Protocol):
    """Told how far each thing is, it shows it; names and sentences may be anybody's."""

    def at(self, name: str, share: float) -> None:
        """So much of it is done, 0 to 1."""

    def preparing(self, name: str, share: float) -> None:
        """So much of the model that it waits for is there, 0 to 1."""

    def done(self, name: str, sentence: str) -> None:
        """Tell how it ended."""


class LineMeter(Meter):
    """Lines, for logs and pipes: one at the end of each thing, and a few while it takes long."""

    def __init__(self) -> None:
        self._told: dict[str, float] = {}

    @override
    def at(self, name: str, share: float) -> None:
        self._tell(name, f"{share:.0%}")

    @override
    def preparing(self, name: str, share: float) -> None:
        self._tell(name, f"preparing the model, {share:.0%}")

    def _tell(self, name: str, words: str) -> None:
        now = monotonic()
        if now - self._told.setdefault(name, now) >= PLAIN_SECONDS:
            self._told[name] = now
            typer.echo(f"{printable(name)}: {words}", err=True)

    @override
    def done(self, name: str, sentence: str) -> None:
        typer.echo(f"{printable(name)}: {printable(sentence)}", err=True)


class SilentMeter(Meter):
    """Shows nothing."""

    @override
    def at(self, name: str, share: float) -> None:
        pass

    @override
    def preparing(self, name: str, share: float) -> None:
        pass

    @override
    def done(self, name: str, sentence: str) -> None:
        pass
