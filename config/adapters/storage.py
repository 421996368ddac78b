"""Wires the storage: database, queue, blob store, and their repair."""

from typing import Final

from dependency_injector import providers
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.memory.leadership import MemoryLeadership
from adapters.prometheus.blob_store import ObservedBlobStore
from adapters.prometheus.job_queue import ObservedJobQueue
from adapters.prometheus.repairs import PrometheusRepairs
from adapters.queue.procrastinate_delivery import ProcrastinateDelivery
from adapters.queue.procrastinate_messages import Routing
from adapters.queue.procrastinate_queue import ProcrastinateJobQueue
from adapters.queue.thread import ThreadJobQueue
from adapters.queue.worker_places import WorkerPlaces
from adapters.sql.delivery import DeliveryAfterCommit, MessageDelivery
from adapters.sql.engine import create_engine
from adapters.sql.leadership import PostgresLeadership
from adapters.sql.unit_of_work import SqlUnitOfWork
from adapters.storage.marked_blobs import MarkedBlobStore
from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.blobs import BlobStore
from application.ports.installation import StorageMark
from application.ports.leadership import Leadership
from application.ports.queue import JobQueue
from application.ports.repairs import RepairLog
from application.ports.unit_of_work import UnitOfWork
from config.adapters.system import SystemAdapters
from config.settings import Settings

LONGEST_SILENCE_SECONDS: Final = 60.0


def _leaders_silence(settings: Settings) -> float:
    """Return the timeout after which another process replaces a frozen leader.

    It is well below the lease, so that the leases on the leader's own jobs are still valid.
    """
    return settings.job_lease_seconds / 4


def _silence(settings: Settings) -> float:
    """Return the timeout after which the database drops a frozen process and its row locks.

    It is below the lease, so that the rows are free before the leases on its jobs expire.
    """
    return min(LONGEST_SILENCE_SECONDS, settings.job_lease_seconds / 2)


def _mark_of(blobs: ObstoreBlobStore) -> StorageMark:
    return blobs.mark


class StorageAdapters(SystemAdapters):
    """Database, queue, blob store, and their repair."""

    blobs_kept = providers.Singleton(
        ObstoreBlobStore.from_url, SystemAdapters.settings.provided.storage
    )
    storage_mark: providers.Provider[StorageMark] = providers.Callable(_mark_of, blobs_kept)
    marked_blobs = providers.Singleton(MarkedBlobStore, blobs_kept, storage_mark)
    blobs: providers.Provider[BlobStore] = providers.Singleton(
        ObservedBlobStore, marked_blobs, SystemAdapters.resource_errors
    )
    worker_places = providers.Factory(
        WorkerPlaces,
        for_all=SystemAdapters.settings.provided.worker_concurrency,
        reserved=SystemAdapters.settings.provided.worker_reserved_places,
    )
    routing = providers.Singleton(Routing, SystemAdapters.settings.provided.model_queues)
    distributed_queue = providers.Singleton(
        ProcrastinateJobQueue,
        SystemAdapters.settings.provided.database,
        routing=routing,
        capacity=SystemAdapters.settings.provided.queue_capacity,
        takes=SystemAdapters.takes,
        places=worker_places,
        silence_seconds=SystemAdapters.settings.provided.job_lease_seconds,
    )
    queue: providers.Provider[JobQueue] = providers.Singleton(
        ObservedJobQueue,
        providers.Selector(
            SystemAdapters.settings.provided.job_queue,
            thread=providers.Singleton(
                ThreadJobQueue,
                capacity=SystemAdapters.settings.provided.queue_capacity,
                places=worker_places,
            ),
            distributed=distributed_queue,
        ),
        SystemAdapters.resource_errors,
    )
    engine: providers.Provider[AsyncEngine] = providers.Singleton(
        create_engine,
        SystemAdapters.settings.provided.database,
        silence_seconds=providers.Callable(_silence, SystemAdapters.settings),
    )
    delivery: providers.Provider[MessageDelivery] = providers.Selector(
        SystemAdapters.settings.provided.job_queue,
        thread=providers.Singleton(DeliveryAfterCommit, queue),
        distributed=providers.Singleton(ProcrastinateDelivery, queue, routing),
    )
    unit_of_work: providers.Provider[UnitOfWork] = providers.Factory(
        SqlUnitOfWork,
        engine,
        delivery,
        SystemAdapters.clock,
        keep_voice_evidence=SystemAdapters.settings.provided.keep_voice_evidence,
    )
    leadership: providers.Provider[Leadership] = providers.Selector(
        SystemAdapters.settings.provided.job_queue,
        thread=providers.Singleton(MemoryLeadership),
        distributed=providers.Singleton(
            PostgresLeadership,
            engine,
            silence_seconds=providers.Callable(_leaders_silence, SystemAdapters.settings),
        ),
    )
    repairs: providers.Provider[RepairLog] = providers.Singleton(
        PrometheusRepairs, SystemAdapters.registry
    )
