"""The entry point of the `transcriber` command.

Each group of commands is imported when one of it runs, since the engine and the database take
seconds to import.
"""

import os
import sys
from typing import TYPE_CHECKING, Final

from adapters.whisper.heap import share_one_heap
from entrypoints.cli.signal_watch import leave, watch_signals

if TYPE_CHECKING:
    from application.ports.embedder import SubtitleEmbedder
    from entrypoints.cli.doctor import Doctor
    from entrypoints.cli.models import OpenStore
    from entrypoints.cli.service import ServiceCommands
    from entrypoints.cli.storage import StorageCommands
    from entrypoints.cli.transcribe.engine import LocalEngine
    from entrypoints.cli.users import UserCommands
    from entrypoints.cli.watch.places import WatchedPlaces


# OpenMP reads this when it is loaded with CTranslate2. Its threads wait for each other after each
# step. If they spin while another program uses the core of one of them, the others waste their
# cores: one clip of 11 s on two busy cores took 20 s of processor time, and takes 2 s if they
# sleep. A worker with a low priority stalled for minutes.
SLEEPING: Final = ("OMP_WAIT_POLICY", "passive")


def _service() -> "ServiceCommands":
    from config.commands.service import WiredService

    return WiredService()


def _engine() -> "LocalEngine":
    from config.commands.engine import WiredEngine

    return WiredEngine()


def _embedder() -> "SubtitleEmbedder":
    from adapters.sound.embedding import AvSubtitleEmbedder

    return AvSubtitleEmbedder()


def _users() -> "UserCommands":
    from config.commands.users import WiredUsers

    return WiredUsers()


def _storage() -> "StorageCommands":
    from config.commands.storage import WiredStorage

    return WiredStorage()


def _models() -> "OpenStore":
    from config.commands.models import open_store

    return open_store


def _doctor() -> "Doctor":
    from config.commands.doctor import WiredDoctor

    return WiredDoctor()


def _places() -> "WatchedPlaces":
    from config.commands.places import WiredPlaces

    return WiredPlaces()


def main() -> None:
    """Run the command line; report errors that an operator can fix in words, without traceback."""
    share_one_heap()  # before there is another thread, for whose heap it would be too late
    watch_signals()
    os.environ.setdefault(*SLEEPING)
    try:
        _run()
    except SystemExit as ending:
        leave(_exit_code(ending))
    leave(0)


def _run() -> None:
    from domain.errors.kinds import TranscriberError, UnavailableError
    from entrypoints.cli.app import Commands, build_cli

    commands = Commands(
        service=_service,
        engine=_engine,
        embedder=_embedder,
        users=_users,
        storage=_storage,
        models=_models,
        doctor=_doctor,
        places=_places,
    )
    try:
        build_cli(commands)()
    except UnavailableError as error:
        sys.exit(f"{error} To find the cause, run: transcriber doctor")
    except TranscriberError as error:
        sys.exit(str(error))


def _exit_code(ending: SystemExit) -> int:
    """Return the exit code; print a message in its place first, as Python would."""
    if isinstance(ending.code, str):
        print(ending.code, file=sys.stderr)  # noqa: T201
        return 1
    return ending.code or 0
