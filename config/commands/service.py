"""Runs the service's processes: API, worker and migration."""

import asyncio
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dependency_injector import providers
from typing_extensions import override

from adapters.sound.threads import lower_priority
from config.container import Container
from config.environment import read_settings
from config.lifecycle import bring_up_to_date, lifecycle, miss_storage, worker_lifecycle
from config.logging import configure_logging
from config.open_files import connection_limits, raise_file_limit
from domain.errors.kinds import TranscriberError
from entrypoints.cli.service import ServiceCommands
from entrypoints.http.app import build_app, build_vital_app, document_bytes
from entrypoints.http.server.listen_address import Address, bind
from entrypoints.http.server.serving import serve

if TYPE_CHECKING:
    from config.settings import Settings

# How long open connections may go on when the service stops.
DRAIN_SECONDS: Final = 2.0

# Nobody waits for a worker's response, while many wait for an API process on the same host. The
# model's lanes run another 10 steps lower (NICE_STEPS), and 19 is the lowest priority.
WORKER_NICE_STEPS: Final = 9


class NothingToTakeFromError(TranscriberError):
    """A separate worker was started although the service works on its jobs itself."""

    code = "nothing_to_take_from"

    def __init__(self) -> None:
        super().__init__(
            "`transcriber serve` works on its jobs itself here. For separate workers, set "
            "JOB_QUEUE=distributed and a DATABASE_URL of PostgreSQL, for both of them."
        )


class WiredService(ServiceCommands):
    """Builds the container and runs a process."""

    @override
    def serve(self, *, host: str | None, port: int | None, data_dir: Path | None) -> None:
        """Run the service until SIGTERM or SIGINT."""
        container = _container(host=host, port=port, data_dir=data_dir)
        asyncio.run(_serve(container))

    @override
    def worker(
        self, *, queues: tuple[str, ...], concurrency: int | None, data_dir: Path | None
    ) -> None:
        """Work on jobs until SIGTERM or SIGINT; return when the running ones have ended."""
        container = _container(worker_concurrency=concurrency, data_dir=data_dir)
        settings: Settings = container.settings()
        if not settings.is_distributed:
            raise NothingToTakeFromError
        container.takes.override(providers.Object(queues))
        lower_priority(WORKER_NICE_STEPS)
        asyncio.run(_work(container))

    @override
    def migrate(self, *, data_dir: Path | None) -> None:
        """Migrate the database to the newest schema."""
        asyncio.run(_migrate(_container(data_dir=data_dir)))

    @override
    def openapi(self) -> str:
        """Write the OpenAPI document."""
        return document_bytes().decode()


async def _serve(container: Container) -> None:
    settings: Settings = container.settings()
    address = Address(settings.host, settings.port, "PORT=8017 transcriber serve")
    # Several processes of the distributed mode may share a folder, so they lock what they create.
    folder = nullcontext() if settings.is_distributed else container.data_folder().locked()
    # Bind the address first: a process that cannot have it leaves nothing behind.
    async with bind(address) as bound:
        with folder:
            await miss_storage(container)
            await serve(
                build_app(container.http_services(), lifecycle(container)),
                bound,
                limits=connection_limits(settings, raise_file_limit()),
                farewell=partial(asyncio.sleep, settings.shutdown_notice_seconds),
                drain_seconds=DRAIN_SECONDS,
            )


async def _work(container: Container) -> None:
    settings: Settings = container.settings()
    address = Address(settings.host, settings.worker_port, "WORKER_PORT=8018 transcriber worker")
    grace = settings.shutdown_grace_seconds
    async with bind(address) as bound:
        await miss_storage(container)
        await serve(
            build_vital_app(container.worker_vitals(), worker_lifecycle(container)),
            bound,
            limits=connection_limits(settings, raise_file_limit()),
            farewell=lambda: container.queue().stop(grace_seconds=grace),
            drain_seconds=DRAIN_SECONDS,
        )


async def _migrate(container: Container) -> None:
    settings: Settings = container.settings()
    if settings.database_url is None:
        container.data_folder().make()
    try:
        await bring_up_to_date(container)
    finally:
        await container.engine().dispose()


def _container(**overrides: Any) -> Container:
    settings = read_settings(**overrides)
    configure_logging(
        level=settings.log_level,
        as_json=settings.log_json,
        lines_per_minute=settings.log_lines_per_minute,
    )
    return Container(settings=settings)
