from collections.abc import AsyncIterator

import pytest
from prometheus_client import CollectorRegistry

from adapters.prometheus.blob_store import ObservedBlobStore
from adapters.prometheus.job_queue import ObservedJobQueue
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.storage.obstore_blobs import ObstoreBlobStore
from domain.errors.capacity import QueueFullError, StorageFullError
from domain.job import BlobKey
from tests.memory.queue import MemoryJobQueue

KEY = BlobKey("audio/1")


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def errors(registry: CollectorRegistry, resource: str) -> float | None:
    return registry.get_sample_value("whisper_resource_errors_total", {"resource": resource})


async def test_a_full_queue_is_counted_as_an_error_of_the_queue(
    registry: CollectorRegistry,
) -> None:
    roomy = ObservedJobQueue(MemoryJobQueue(), ResourceErrors(registry))
    await roomy.ensure_room()
    assert errors(registry, "queue") == 0
    full = ObservedJobQueue(
        MemoryJobQueue(capacity=0), ResourceErrors(other := CollectorRegistry())
    )
    with pytest.raises(QueueFullError):
        await full.ensure_room()
    assert errors(other, "queue") == 1


async def test_a_full_store_is_counted_as_an_error_of_the_disk(registry: CollectorRegistry) -> None:
    async def too_much() -> AsyncIterator[bytes]:
        yield b"x"
        raise StorageFullError

    blobs = ObservedBlobStore(ObstoreBlobStore.from_url("memory://"), ResourceErrors(registry))
    with pytest.raises(StorageFullError):
        await blobs.write(KEY, too_much())
    assert errors(registry, "disk") == 1
