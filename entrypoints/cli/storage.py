"""The commands for the storage of the service."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Protocol

import typer

from entrypoints.cli.presenting import UPKEEP, AsJson, present
from entrypoints.cli.secrets import ensure_terminal
from entrypoints.cli.service import DataDir

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


class StorageCommands(Protocol):
    """The functions behind the commands. They raise TranscriberError with a sentence."""

    def place(self, *, data_dir: Path | None) -> str:
        """Name the storage of the settings."""

    def adopt(self, *, data_dir: Path | None) -> str:
        """Let the storage belong to the database, and give the mark that both have then."""


def add_storage_commands(cli: typer.Typer, commands: Callable[[], StorageCommands]) -> None:
    """Add `storage adopt`."""
    storage = typer.Typer(help="Where the audio is kept.", no_args_is_help=True)
    cli.add_typer(storage, name="storage", rich_help_panel=UPKEEP)

    @storage.callback()
    def group() -> None:
        """Where the audio is kept."""

    @storage.command(epilog="Example: transcriber storage adopt")
    def adopt(yes: Yes = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
        """Let this storage belong to this database from now on, whoever it belonged to.

        Stop the service first. Nothing is removed now; audio that belongs to no job of this
        database is swept once ORPHAN_GRACE_SECONDS have passed.
        """
        place = commands().place(data_dir=data_dir)
        if not yes:
            ensure_terminal("give --yes")
            typer.confirm(
                f"The storage at {place} will belong to this database, and to no other. Audio in "
                "it that belongs to no job here will be swept after the grace period. Go on?",
                abort=True,
                err=True,
            )
        mark = commands().adopt(data_dir=data_dir)
        words = f"The storage at {place} and this database belong together now ({mark})."
        present({"storage": place, "mark": mark}, words, as_json=as_json)
