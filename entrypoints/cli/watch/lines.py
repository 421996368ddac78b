"""Tell in lines on stderr what a watcher does."""

from collections.abc import Sequence

import typer
from typing_extensions import override

from application.folders.telling import Telling
from entrypoints.cli.printable import printable


class Lines(Telling):
    """One line for each recording; `failures` counts those that could not be transcribed."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self.failures = 0

    @override
    def done(self, path: str, documents: Sequence[str]) -> None:
        if not self._quiet:
            typer.echo(f"{_shown(path)} -> {', '.join(documents)}", err=True)

    @override
    def failed(self, path: str, why: str) -> None:
        self.failures += 1
        typer.echo(f"{_shown(path)}: {printable(why)}", err=True)

    @override
    def trouble(self, why: str) -> None:
        typer.echo(f"{printable(why)} It is tried again.", err=True)


def _shown(path: str) -> str:
    return printable(path.encode(errors="surrogateescape").decode(errors="replace"))
