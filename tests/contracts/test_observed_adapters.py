"""Watching a port changes nothing about it: the decorators keep the same promises."""

import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from adapters.prometheus.blob_store import ObservedBlobStore
from adapters.prometheus.job_queue import ObservedJobQueue
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.queue.thread import ThreadJobQueue
from adapters.queue.worker_places import WorkerPlaces
from adapters.storage.obstore_blobs import ObstoreBlobStore
from application.ports.blobs import BlobStore
from application.ports.queue import JobQueue
from tests.contracts.blob_store import BlobStoreContract
from tests.contracts.job_queue import CAPACITY, WorkingJobQueueContract


class TestObservedJobQueue(WorkingJobQueueContract):
    @override
    def make(self) -> JobQueue:
        queue = ThreadJobQueue(capacity=CAPACITY, places=WorkerPlaces(1))
        return ObservedJobQueue(queue, ResourceErrors(CollectorRegistry()))


class TestObservedBlobStore(BlobStoreContract):
    @pytest.fixture
    def blobs(self) -> BlobStore:
        blobs = ObstoreBlobStore.from_url("memory://")
        return ObservedBlobStore(blobs, ResourceErrors(CollectorRegistry()))
