"""Runs a short task on the service's database, which may be in use."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from config.container import Container
from config.environment import read_settings
from config.lifecycle import bring_up_to_date
from config.logging import configure_logging
from domain.errors.kinds import TranscriberError

if TYPE_CHECKING:
    from config.settings import Settings

T = TypeVar("T")


class NoServiceHereError(TranscriberError):
    """The folder has no database; creating one would hide that it is the wrong folder."""

    code = "no_service_here"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no database in {folder} yet. Start the service once (transcriber serve), "
            "or name its folder (--data-dir, DATA_DIR) or its database (DATABASE_URL)."
        )


def on_database(work: Callable[[Container], Awaitable[T]], data_dir: Path | None) -> T:
    """Run a task on a container of its own. Raises SettingsError, NoServiceHereError."""
    settings = read_settings(data_dir=data_dir)
    if settings.database_url is None and not settings.database_file.exists():
        raise NoServiceHereError(settings.data_dir)
    configure_logging(level="CRITICAL", as_json=settings.log_json)
    return asyncio.run(_done(Container(settings=settings), work))


async def _done(container: Container, work: Callable[[Container], Awaitable[T]]) -> T:
    settings: Settings = container.settings()
    try:
        if settings.migrate_on_start:
            await bring_up_to_date(container)
        return await work(container)
    finally:
        await container.engine().dispose()
        if settings.redis_url:
            await container.redis_client().aclose()
