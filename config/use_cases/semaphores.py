"""Wires the semaphores that limit concurrent work, with fair turns between users."""

from dependency_injector import providers

from application.limits.fair_probe import FairProbe
from application.limits.fair_semaphore import FairSemaphore
from config.adapters import Adapters
from domain.errors.accounts import LoginsBusyError
from domain.errors.capacity import (
    EmbeddersBusyError,
    PrintersBusyError,
    ProbesBusyError,
    QueueFullError,
    WaveformsBusyError,
)


class Semaphores(Adapters):
    """The semaphores that the use cases share."""

    # A password check takes a fifth of a second, so callers take turns; they are told apart by
    # address.
    password_places = providers.Singleton(
        FairSemaphore,
        Adapters.clock,
        places=2,
        busy=providers.Object(LoginsBusyError),
        spare=0,
        each_waiting=32,
        most_waiting=256,
        wait_seconds=10.0,
    )
    direct_places = providers.Singleton(
        FairSemaphore,
        Adapters.clock,
        places=Adapters.settings.provided.direct_concurrency,
        busy=providers.Object(QueueFullError),
    )
    fetch_places = providers.Singleton(
        FairSemaphore,
        Adapters.clock,
        places=Adapters.settings.provided.url_fetch_concurrency,
        busy=providers.Object(QueueFullError),
    )
    # Most take milliseconds, so a long queue is short in time; a few take seconds on purpose.
    fair_probe = providers.Singleton(
        FairProbe,
        Adapters.probe,
        providers.Singleton(
            FairSemaphore,
            Adapters.clock,
            places=4,
            busy=providers.Object(ProbesBusyError),
            each_waiting=256,
            most_waiting=2048,
        ),
    )
    waveform_places = providers.Singleton(
        FairSemaphore,
        Adapters.clock,
        places=2,
        busy=providers.Object(WaveformsBusyError),
        wait_seconds=60.0,
    )
    # A document is held in memory as a whole: some 200 MB for ten hours of speech, and half a GiB
    # for the longest.
    printing_places = providers.Singleton(
        FairSemaphore,
        Adapters.clock,
        places=2,
        busy=providers.Object(PrintersBusyError),
        wait_seconds=60.0,
    )
    # Each needs the size of its video twice on the disk, until its client has read all of it.
    embedding_places = providers.Singleton(
        FairSemaphore,
        Adapters.clock,
        places=4,
        busy=providers.Object(EmbeddersBusyError),
        wait_seconds=60.0,
    )
