from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from prometheus_client import CollectorRegistry

from adapters.prometheus.blob_store import ObservedBlobStore
from adapters.prometheus.diarizer import ObservedDiarizer
from adapters.prometheus.job_queue import ObservedJobQueue
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.diarizer import Diarizer, ListeningRequest
from domain.errors.capacity import QueueFullError, StorageFullError
from domain.errors.transcription import ModelUnavailableError
from domain.job import BlobKey
from domain.speakers import SpeakerTurn
from tests.memory.diarizer import MemoryDiarizer, Voices
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


async def everything(diarizer: Diarizer, key: str) -> None:
    async with aclosing(diarizer.listen(ListeningRequest(BlobKey(key)))) as heard:
        async for _ in heard:
            pass


async def test_the_audio_whose_voices_were_heard_is_summed_up(registry: CollectorRegistry) -> None:
    voices = Voices((SpeakerTurn(0.0, 90.0, "zoe"),), 100.0)
    diarizer = ObservedDiarizer(MemoryDiarizer({BlobKey("talk"): voices}), registry)
    await everything(diarizer, "talk")
    await everything(diarizer, "talk")
    assert registry.get_sample_value("whisper_diarization_audio_seconds_total") == 200
    assert (registry.get_sample_value("whisper_diarization_work_seconds_total") or 0) > 0


async def test_recordings_that_cannot_be_listened_to_are_counted(
    registry: CollectorRegistry,
) -> None:
    diarizer = ObservedDiarizer(MemoryDiarizer({}, is_available=False), registry)
    with pytest.raises(ModelUnavailableError):
        await everything(diarizer, "talk")
    labels = {"code": "model_unavailable"}
    assert registry.get_sample_value("whisper_diarization_failures_total", labels) == 1
