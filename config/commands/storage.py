"""Implements `transcriber storage`, for an operator on this machine."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from config.commands.database import on_database
from config.container import Container
from config.environment import read_settings
from entrypoints.cli.storage import StorageCommands

if TYPE_CHECKING:
    from config.settings import Settings


class WiredStorage(StorageCommands):
    """Works on the database and the storage while the service is stopped."""

    @override
    def place(self, *, data_dir: Path | None) -> str:
        return read_settings(data_dir=data_dir).storage

    @override
    def adopt(self, *, data_dir: Path | None) -> str:
        async def ask(container: Container) -> str:
            settings: Settings = container.settings()
            alone = container.data_folder().locked()
            with nullcontext() if settings.is_distributed else alone:
                return str(await container.recognise_storage().adopt())

        return on_database(ask, data_dir)
