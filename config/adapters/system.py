"""The system itself, and the registry that all metrics go into."""

import os
import socket
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from dependency_injector import containers, providers
from prometheus_client import CollectorRegistry

from adapters.documents.printers import PRINTERS
from adapters.prometheus.registry import create_registry
from adapters.prometheus.resource_errors import ResourceErrors
from adapters.storage.data_folder import DataFolder
from adapters.system.clock import SystemClock
from adapters.system.ids import RandomIds
from adapters.system.secrets import RandomSecrets
from adapters.unicode.line_breaks import IcuLineBreaker
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.printer import Printer
from application.ports.secrets import SecretSource
from config.settings import Settings
from domain.document_format import DocumentFormat
from domain.job import WorkerName
from domain.line_breaks import LineBreaker

NAME: Final = "whisper-transcriber"
REDIS_PREFIX: Final = f"{NAME}:"


def shared_or_own(settings: Settings) -> str:
    """Choose Redis, which all processes share, if it is set; otherwise this process's memory."""
    return "redis" if settings.redis_url else "memory"


class SystemAdapters(containers.DeclarativeContainer):
    """The system itself, and the registry that all metrics go into."""

    settings = providers.Dependency(instance_of=Settings)

    clock: providers.Provider[Clock] = providers.Singleton(SystemClock)
    ids: providers.Provider[IdSource] = providers.Singleton(RandomIds)
    secrets: providers.Provider[SecretSource] = providers.Singleton(RandomSecrets)
    line_breaks: providers.Provider[LineBreaker] = providers.Singleton(IcuLineBreaker)
    data_folder = providers.Singleton(DataFolder, settings.provided.data_dir)
    printers: providers.Provider[Mapping[DocumentFormat, Printer]] = providers.Object(PRINTERS)
    # The queues in the database that this process works on; an API process has none.
    takes: providers.Provider[tuple[str, ...]] = providers.Object(())
    worker_name = providers.Callable(lambda: WorkerName(f"{socket.gethostname()}:{os.getpid()}"))
    registry: providers.Provider[CollectorRegistry] = providers.Singleton(
        create_registry, version(NAME)
    )
    resource_errors = providers.Singleton(ResourceErrors, registry)
