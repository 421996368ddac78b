"""Which adapter stands behind which port.

All constructors are synchronous and cheap; what has to be opened and closed is, by lifecycle.py.
"""

import os
import socket
from importlib.metadata import version
from typing import Final

from dependency_injector import containers, providers
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.caching.job_cache import CodedJobCache
from adapters.logging.fan_out import FanOutEvents
from adapters.logging.log_events import LogEvents
from adapters.memory.attempts import MemoryAttemptLimiter
from adapters.memory.cache import MemoryCache
from adapters.memory.event_bus import MemoryEventBus
from adapters.memory.leadership import MemoryLeadership
from adapters.memory.room import MemoryRoom
from adapters.prometheus.blob_store import ObservedBlobStore
from adapters.prometheus.job_events import PrometheusJobEvents
from adapters.prometheus.job_queue import ObservedJobQueue
from adapters.prometheus.registry import create_registry
from adapters.prometheus.repairs import PrometheusRepairs
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.queue.procrastinate_delivery import ProcrastinateDelivery
from adapters.queue.procrastinate_messages import Routing
from adapters.queue.procrastinate_queue import ProcrastinateJobQueue
from adapters.queue.thread import ThreadJobQueue
from adapters.redis.attempts import RedisAttemptLimiter
from adapters.redis.cache import RedisCache
from adapters.redis.client import create_client
from adapters.redis.event_bus import RedisEventBus
from adapters.redis.link import RedisLink
from adapters.security.argon2_hasher import Argon2PasswordHasher
from adapters.security.jose_tokens import JoseTokenIssuer
from adapters.sql.delivery import DeliveryAfterCommit, MessageDelivery
from adapters.sql.engine import create_engine
from adapters.sql.leadership import PostgresLeadership
from adapters.sql.unit_of_work import SqlUnitOfWork
from adapters.storage.data_folder import DataFolder
from adapters.storage.obstore_blobs import ObstoreBlobStore
from adapters.system.clock import SystemClock
from adapters.system.ids import RandomIds
from adapters.whisper.catalog import AllowedModels
from adapters.whisper.pool import ModelPool
from adapters.whisper.probe import AvAudioProbe
from adapters.whisper.transcriber import WhisperTranscriber
from application.ports.attempts import AttemptLimiter
from application.ports.blobs import BlobStore
from application.ports.cache import Cache
from application.ports.clock import Clock
from application.ports.event_bus import EventBus
from application.ports.events import EventPublisher
from application.ports.ids import IdSource
from application.ports.job_cache import JobCache
from application.ports.leadership import Leadership
from application.ports.models import ModelCatalog
from application.ports.passwords import PasswordHasher
from application.ports.probe import AudioProbe
from application.ports.queue import JobQueue
from application.ports.repairs import RepairLog
from application.ports.room import Room
from application.ports.tokens import TokenIssuer
from application.ports.transcriber import Transcriber
from application.ports.unit_of_work import UnitOfWork
from config import engine_settings, secrets
from config.settings import Settings
from domain.job import WorkerName

NAME: Final = "whisper-transcriber"
REDIS_PREFIX: Final = f"{NAME}:"
LISTENER_SECONDS: Final = 5.0  # more than a blocking read waits for something to come


def _shared_or_own(settings: Settings) -> str:
    return "redis" if settings.redis_url else "memory"


def _is_alone(settings: Settings) -> bool:
    return not settings.is_distributed


def _silence(settings: Settings) -> float:
    """Replace a leader that is frozen well before the leases on its own jobs run out."""
    return settings.job_lease_seconds / 4


class Adapters(containers.DeclarativeContainer):
    """The outside world, behind ports; each part is made when it is first asked for."""

    settings = providers.Dependency(instance_of=Settings)

    # --- the system -----------------------------------------------------------------------------
    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    ids: providers.Provider[IdSource] = providers.Singleton(RandomIds)
    data_folder = providers.Singleton(DataFolder, settings.provided.data_dir)
    # The queues that this process works on, where they are in the database; an API has none.
    takes: providers.Provider[tuple[str, ...]] = providers.Object(())
    worker_name = providers.Callable(lambda: WorkerName(f"{socket.gethostname()}:{os.getpid()}"))

    # --- figures --------------------------------------------------------------------------------
    registry: providers.Provider[CollectorRegistry] = providers.Singleton(
        create_registry, version(NAME)
    )
    resource_errors = providers.Singleton(ResourceErrors, registry)

    # --- what is kept ---------------------------------------------------------------------------
    blobs_kept = providers.Singleton(ObstoreBlobStore.from_url, settings.provided.storage)
    blobs: providers.Provider[BlobStore] = providers.Singleton(
        ObservedBlobStore, blobs_kept, resource_errors
    )
    routing = providers.Singleton(Routing, settings.provided.model_queues)
    distributed_queue = providers.Singleton(
        ProcrastinateJobQueue,
        settings.provided.database,
        routing=routing,
        capacity=settings.provided.queue_capacity,
        takes=takes,
        concurrency=settings.provided.worker_concurrency,
        silence_seconds=settings.provided.job_lease_seconds,
    )
    queue: providers.Provider[JobQueue] = providers.Singleton(
        ObservedJobQueue,
        providers.Selector(
            settings.provided.job_queue,
            thread=providers.Singleton(
                ThreadJobQueue,
                capacity=settings.provided.queue_capacity,
                concurrency=settings.provided.worker_concurrency,
            ),
            distributed=distributed_queue,
        ),
        resource_errors,
    )
    engine: providers.Provider[AsyncEngine] = providers.Singleton(
        create_engine, settings.provided.database
    )
    delivery: providers.Provider[MessageDelivery] = providers.Selector(
        settings.provided.job_queue,
        thread=providers.Singleton(DeliveryAfterCommit, queue),
        distributed=providers.Singleton(ProcrastinateDelivery, queue, routing),
    )
    unit_of_work: providers.Provider[UnitOfWork] = providers.Factory(
        SqlUnitOfWork, engine, delivery, clock
    )

    # --- what puts itself right -----------------------------------------------------------------
    leadership: providers.Provider[Leadership] = providers.Selector(
        settings.provided.job_queue,
        thread=providers.Singleton(MemoryLeadership),
        distributed=providers.Singleton(
            PostgresLeadership, engine, silence_seconds=providers.Callable(_silence, settings)
        ),
    )
    repairs: providers.Provider[RepairLog] = providers.Singleton(PrometheusRepairs, registry)

    # --- what is remembered for a while ---------------------------------------------------------
    redis_client: providers.Provider[Redis] = providers.Singleton(
        create_client, settings.provided.redis_url
    )
    redis_link = providers.Singleton(RedisLink, redis_client, clock)
    memory_attempts = providers.Singleton(MemoryAttemptLimiter, clock)
    attempts: providers.Provider[AttemptLimiter] = providers.Selector(
        providers.Callable(_shared_or_own, settings),
        redis=providers.Singleton(
            RedisAttemptLimiter, redis_link, clock, memory_attempts, prefix=REDIS_PREFIX
        ),
        memory=memory_attempts,
    )
    cache: providers.Provider[Cache] = providers.Selector(
        providers.Callable(_shared_or_own, settings),
        redis=providers.Singleton(RedisCache, redis_link, prefix=REDIS_PREFIX),
        memory=providers.Singleton(
            MemoryCache, clock, capacity_bytes=settings.provided.cache_bytes
        ),
    )
    job_cache: providers.Provider[JobCache] = providers.Singleton(
        CodedJobCache, cache, ttl_seconds=settings.provided.cache_seconds
    )

    # --- what happens ---------------------------------------------------------------------------
    redis_listener: providers.Provider[Redis] = providers.Singleton(
        create_client, settings.provided.redis_url, timeout_seconds=LISTENER_SECONDS
    )
    redis_event_bus = providers.Singleton(
        RedisEventBus, redis_link, redis_listener, clock, prefix=REDIS_PREFIX
    )
    event_bus: providers.Provider[EventBus] = providers.Selector(
        providers.Callable(_shared_or_own, settings),
        redis=redis_event_bus,
        # What workers in other processes do is not heard here without Redis.
        memory=providers.Singleton(
            MemoryEventBus, clock, alone=providers.Callable(_is_alone, settings)
        ),
    )
    events: providers.Provider[EventPublisher] = providers.Singleton(
        FanOutEvents,
        providers.Singleton(LogEvents),
        providers.Singleton(PrometheusJobEvents, registry, resource_errors),
        event_bus,
    )

    # --- who is asking --------------------------------------------------------------------------
    hasher: providers.Provider[PasswordHasher] = providers.Singleton(Argon2PasswordHasher)
    tokens: providers.Provider[TokenIssuer] = providers.Singleton(
        JoseTokenIssuer,
        clock,
        ids,
        secret=providers.Callable(secrets.jwt_secret, settings, data_folder),
        previous_secrets=providers.Callable(secrets.previous_jwt_secrets, settings),
        issuer=settings.provided.jwt_issuer,
        audience=settings.provided.jwt_audience,
        expires_in_seconds=settings.provided.access_token_seconds,
    )
    bootstrap_password = providers.Callable(secrets.bootstrap_password, settings, data_folder)

    # --- the engine -----------------------------------------------------------------------------
    pool: providers.Provider[ModelPool] = providers.Singleton(
        ModelPool,
        sources=providers.Callable(engine_settings.model_sources, settings),
        placement=providers.Callable(engine_settings.placement, settings),
        retention=providers.Callable(engine_settings.retention, settings),
    )
    models: providers.Provider[ModelCatalog] = providers.Singleton(
        AllowedModels,
        pool,
        default=settings.provided.whisper_model,
        allowed=settings.provided.whisper_models,
    )
    probe: providers.Provider[AudioProbe] = providers.Singleton(AvAudioProbe, blobs)
    transcriber: providers.Provider[Transcriber] = providers.Singleton(
        WhisperTranscriber, pool=pool, blobs=blobs
    )
    direct_room: providers.Provider[Room] = providers.Singleton(
        MemoryRoom, clock, places=settings.provided.direct_concurrency
    )
