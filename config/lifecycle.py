"""Opens all parts in order at the start, and closes them in reverse order at the end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from adapters.queue.procrastinate_schema import make_tables
from adapters.sound.threads import in_thread, outcome_of
from adapters.sql.schema import migrate
from adapters.sql.schema_state import SchemaError, ensure_migrated
from application.concurrency.tasks import meanwhile
from application.ports.queue import JobQueue
from config.chores import chores
from config.container import Container
from config.first_admin import bootstrap_admin
from config.watched_folder import watching
from domain.errors.transcription import ModelUnavailableError
from domain.options import ModelName
from entrypoints.worker.handler import JobHandler
from entrypoints.worker.housekeeper import Housekeeper

if TYPE_CHECKING:
    from config.settings import Settings

log = structlog.get_logger()

# How long running webhooks may take when the process stops; another process sends the rest.
FAREWELL_SECONDS = 1.0


def lifecycle(container: Container) -> Callable[[web.Application], AsyncIterator[None]]:
    """Make the `cleanup_ctx` of the whole service."""

    async def live(_: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await _open(container, stack)
            yield

    return live


def worker_lifecycle(container: Container) -> Callable[[web.Application], AsyncIterator[None]]:
    """Make the `cleanup_ctx` of a process that only works on jobs."""

    async def live(_: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await _open_worker(container, stack)
            yield

    return live


async def _open(container: Container, stack: AsyncExitStack) -> None:
    settings: Settings = container.settings()
    await _open_what_all_need(container, stack)
    if settings.redis_url:
        await stack.enter_async_context(container.redis_event_bus().listening())
    await bootstrap_admin(container)
    stack.push_async_callback(container.pool().close, wait_seconds=0)
    stack.push_async_callback(container.model_downloads().close)
    _open_decoding(container, stack)
    await stack.enter_async_context(sending(container))
    recovered = 0
    if not settings.is_distributed:
        await container.blobs_kept().sweep()
        await _open_workshop(container, stack)
        recovered = await container.recover_jobs()()
    await stack.enter_async_context(housekeeping(container))
    if settings.wyoming_port is not None:
        await stack.enter_async_context(container.wyoming_server()())
    await stack.enter_async_context(watching(container))
    await stack.enter_async_context(meanwhile(container.status_history().follow(), "status"))
    await _report_lanes(container, stack)
    await stack.enter_async_context(meanwhile(_warn_without_model(container), "model"))
    log.info("service_started", model=settings.default_model, jobs_recovered=recovered)
    log.info(
        "storage_limit",
        bytes_of_one_user=settings.stored_bytes_allowed,
        setting="LIMIT_STORED_BYTES",
        admins="no limit",
    )


async def _open_worker(container: Container, stack: AsyncExitStack) -> None:
    settings: Settings = container.settings()
    await _open_what_all_need(container, stack)
    stack.push_async_callback(container.pool().close, wait_seconds=0)
    _open_decoding(container, stack)
    # Other processes could not read secrets sealed with a key that this process generated.
    if settings.jwt_secret_key is not None:
        await stack.enter_async_context(sending(container))
    await _open_workshop(container, stack)
    await stack.enter_async_context(housekeeping(container))
    await _report_lanes(container, stack)
    await stack.enter_async_context(meanwhile(_warn_without_model(container), "model"))
    log.info("worker_started", model=settings.default_model, queues=container.takes())


async def _report_lanes(container: Container, stack: AsyncExitStack) -> None:
    """Tell the other processes of the lanes of this one; a lone process has nobody to tell."""
    settings: Settings = container.settings()
    if settings.is_distributed:
        await stack.enter_async_context(meanwhile(container.report_lanes().follow(), "lanes"))


def _open_decoding(container: Container, stack: AsyncExitStack) -> None:
    """Start a decoding process, so that the first recording need not wait for it."""
    stack.callback(container.decoding_processes().close)
    container.decoding_processes().open()


async def _open_what_all_need(container: Container, stack: AsyncExitStack) -> None:
    settings: Settings = container.settings()
    stack.push_async_callback(container.engine().dispose)
    if settings.is_distributed:
        stack.push_async_callback(container.distributed_queue().close)
    if settings.migrate_on_start:
        await bring_up_to_date(container)
    else:
        await ensure_migrated(container.engine())
    await recognise_storage(container)
    if settings.redis_url:
        stack.push_async_callback(container.redis_client().aclose)
        stack.push_async_callback(container.redis_listener().aclose)


async def miss_storage(container: Container) -> None:
    """Raise ForeignStorageError if the database had a folder for audio that is now missing.

    Call it before anything opens the storage, which would create a new folder.
    """
    settings: Settings = container.settings()
    is_new = settings.database_url is None and not settings.database_file.exists()
    if settings.is_storage_there or is_new:
        return
    try:
        await ensure_migrated(container.engine())
        await container.miss_storage()()
    except SchemaError:
        return  # an older version stored no mark; another program's database is reported later
    finally:
        await container.engine().dispose()


async def recognise_storage(container: Container) -> None:
    """Check from now on that the storage belongs to the database.

    Raises ForeignStorageError.
    """
    mark = await container.recognise_storage()()
    container.marked_blobs().expect(mark)


async def _open_workshop(container: Container, stack: AsyncExitStack) -> None:
    settings: Settings = container.settings()
    if settings.whisper_warm_up:
        await container.pool().warm(ModelName(settings.default_model))
    await stack.enter_async_context(
        working(
            container.queue(), container.handler(), grace_seconds=settings.shutdown_grace_seconds
        )
    )


async def _warn_without_model(container: Container) -> None:
    """Log at the start if the model is missing; do not wait for it, and never fail."""
    asking = partial(container.model_store().check, container.models().default)
    try:
        await outcome_of(in_thread(asking, "model-check"))
    except ModelUnavailableError as error:
        log.warning("model_unavailable", reason=str(error))


async def bring_up_to_date(container: Container) -> None:
    """Create or migrate the tables of this version and of its queue."""
    settings: Settings = container.settings()
    others = (make_tables,) if settings.is_distributed else ()
    await migrate(container.engine(), *others)


@asynccontextmanager
async def working(
    queue: JobQueue, handler: JobHandler, *, grace_seconds: float
) -> AsyncIterator[None]:
    """Handle messages while the context is open; then give running jobs `grace_seconds`."""
    consumer = asyncio.create_task(queue.consume(handler), name="queue-consumer")
    try:
        yield
    finally:
        await queue.stop(grace_seconds=grace_seconds)
        await consumer


@asynccontextmanager
async def housekeeping(container: Container) -> AsyncIterator[None]:
    """Run the chores while the context is open, if no other process leads."""
    housekeeper = Housekeeper(container.leadership(), container.clock(), chores(container))
    async with meanwhile(housekeeper(), "housekeeper"):
        yield


@asynccontextmanager
async def sending(container: Container) -> AsyncIterator[None]:
    """Send webhooks while the context is open, also of jobs that end during shutdown."""
    settings: Settings = container.settings()
    if not settings.webhook_senders:
        yield
        return
    webhook_sender = container.webhook_sender()
    try:
        async with meanwhile(webhook_sender(), "webhook-sender"):
            yield
    finally:
        await webhook_sender.finish(grace_seconds=FAREWELL_SECONDS)
