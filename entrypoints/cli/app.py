"""Build the program `transcriber` from its groups of commands."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Final

import typer

from application.ports.embedder import SubtitleEmbedder
from entrypoints.cli.doctor import Doctor, add_doctor
from entrypoints.cli.embed import add_embed
from entrypoints.cli.listen.command import add_listen
from entrypoints.cli.models import OpenStore, add_model_commands
from entrypoints.cli.remote.commands import add_remote_commands
from entrypoints.cli.remote.login import add_login
from entrypoints.cli.remote.submit import add_submit
from entrypoints.cli.service import ServiceCommands, add_service_commands
from entrypoints.cli.storage import StorageCommands, add_storage_commands
from entrypoints.cli.transcribe.command import add_transcribe
from entrypoints.cli.transcribe.engine import LocalEngine
from entrypoints.cli.users import UserCommands, add_user_commands
from entrypoints.cli.watch.command import add_watch
from entrypoints.cli.watch.places import WatchedPlaces

PACKAGE: Final = "whisper-transcriber"


@dataclass(frozen=True, slots=True)
class Commands:
    """The functions behind the commands, in groups.

    A group is made only when one of its commands runs: importing the engine or the database takes
    too long for `--help`.
    """

    service: Callable[[], ServiceCommands]
    engine: Callable[[], LocalEngine]
    embedder: Callable[[], SubtitleEmbedder]
    users: Callable[[], UserCommands]
    storage: Callable[[], StorageCommands]
    models: Callable[[], OpenStore]
    doctor: Callable[[], Doctor]
    places: Callable[[], WatchedPlaces]


def build_cli(commands: Commands) -> typer.Typer:
    """Make the program `transcriber`."""
    cli = typer.Typer(
        help="Speech to text with Whisper models, on your own machine.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @cli.callback()
    def program(_version: Version = False) -> None:
        """Speech to text with Whisper models, on your own machine."""

    add_transcribe(cli, commands.engine)
    add_watch(cli, commands.engine, commands.places)
    add_listen(cli, commands.engine)
    add_embed(cli, commands.embedder)
    add_login(cli)
    add_submit(cli)
    add_remote_commands(cli)
    add_service_commands(cli, commands.service)
    add_user_commands(cli, commands.users)
    add_storage_commands(cli, commands.storage)
    add_model_commands(cli, commands.models)
    add_doctor(cli, commands.doctor)
    return cli


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"transcriber {version(PACKAGE)}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version."),
]
