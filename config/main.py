"""The composition root: what `transcriber` runs.

A group of commands is imported when one of it runs: the engine and the database take seconds.
"""

import sys
from typing import TYPE_CHECKING

from domain.errors import TranscriberError
from entrypoints.cli.app import Commands, build_cli

if TYPE_CHECKING:
    from entrypoints.cli.service import ServiceCommands
    from entrypoints.cli.transcribe.engine import LocalEngine


def _service() -> "ServiceCommands":
    from config.commands.service import WiredService

    return WiredService()


def _engine() -> "LocalEngine":
    from config.commands.engine import WiredEngine

    return WiredEngine()


def main() -> None:
    """Run the command line; what an operator can mend is said in words, without a traceback."""
    try:
        build_cli(Commands(service=_service, engine=_engine))()
    except TranscriberError as error:
        sys.exit(str(error))
