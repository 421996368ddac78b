"""The composition root: what `transcriber` runs."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from typing_extensions import override

from adapters.sql.schema import migrate
from adapters.storage.data_folder import DataFolderError
from config.container import Container
from config.lifecycle import lifecycle
from config.logging import configure_logging
from config.secret_files import adopt_secret_files
from config.settings import Settings
from domain.errors import TranscriberError
from entrypoints.cli.app import Commands, build_cli
from entrypoints.http.app import build_app

# Connections that are still open when the service stops get so many seconds to end.
DRAIN_SECONDS = 2.0


class WiredCommands(Commands):
    """The commands of the command line, each over a container of its own."""

    @override
    def serve(self, *, host: str | None, port: int | None, data_dir: Path | None) -> None:
        """Run the service until SIGTERM or SIGINT."""
        container = _container(host=host, port=port, data_dir=data_dir)
        settings: Settings = container.settings()
        with container.data_folder().locked():
            web.run_app(
                build_app(container.http_services(), lifecycle(container)),
                host=settings.host,
                port=settings.port,
                shutdown_timeout=DRAIN_SECONDS,
                access_log=None,
                print=None,
            )

    @override
    def migrate(self, *, data_dir: Path | None) -> None:
        """Bring the database to the newest schema."""
        asyncio.run(_migrate(_container(data_dir=data_dir)))


async def _migrate(container: Container) -> None:
    engine = container.engine()
    try:
        await migrate(engine)
    finally:
        await engine.dispose()


def _container(**overrides: Any) -> Container:
    given = {name: value for name, value in overrides.items() if value is not None}
    adopt_secret_files()
    settings = Settings(**given)
    configure_logging(level=settings.log_level, as_json=settings.log_json)
    return Container(settings=settings)


def main() -> None:
    """Run the command line; what an operator can mend is said in words, without a traceback."""
    try:
        build_cli(WiredCommands())()
    except ValidationError as error:
        sys.exit("\n".join(["These settings do not do:", *map(_sentence, error.errors())]))
    except (DataFolderError, TranscriberError) as error:
        sys.exit(str(error))


def _sentence(fault: Any) -> str:
    name = "_".join(str(part) for part in fault["loc"]).upper()
    return f"  {name}: {fault['msg']}" if name else f"  {fault['msg']}"
