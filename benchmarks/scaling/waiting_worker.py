"""A worker whose transcriber only waits: `python -m benchmarks.scaling.waiting_worker SECONDS`.

All else is the service's own. It prints each job that it begins, and when (seconds since 1970).
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from functools import partial

from dependency_injector import providers
from typing_extensions import override

from adapters.logging.fan_out import FanOutEvents
from application.ports.events import EventPublisher
from application.ports.transcriber import Ended, Heard, Transcriber, TranscriptionRequest, Update
from config.container import Container
from config.lifecycle import worker_lifecycle
from config.open_files import connection_limits, raise_file_limit
from config.settings import Settings
from domain.events import JobEvent, JobStarted
from domain.transcript import DetectedLanguage, Passage, Segment
from entrypoints.http.app import build_vital_app
from entrypoints.http.server.listen_address import Address, bind
from entrypoints.http.server.serving import serve


class Waiting(Transcriber):
    """Takes so many seconds for whatever it is given."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    @override
    async def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        await asyncio.sleep(self._seconds)
        language = DetectedLanguage("en", 1.0)
        yield Heard(Passage((Segment(0.0, 60.0, " Nothing."),), 60.0), language)
        yield Ended(60.0, language, ())


class Announced(EventPublisher):
    """Prints who began."""

    @override
    async def publish(self, event: JobEvent) -> None:
        if isinstance(event, JobStarted):
            print(event.job.id, time.time(), flush=True)


def main() -> None:
    """Work until told to stop."""
    settings = Settings(_env_file=None)
    container = Container(settings=settings)
    container.takes.override(providers.Object(("default",)))
    container.transcriber.override(providers.Object(Waiting(float(sys.argv[1]))))
    container.events.override(providers.Object(FanOutEvents(Announced())))
    asyncio.run(_work(container, settings))


async def _work(container: Container, settings: Settings) -> None:
    async with bind(Address(settings.host, settings.worker_port, "another WORKER_PORT")) as bound:
        await serve(
            build_vital_app(container.worker_vitals(), worker_lifecycle(container)),
            bound,
            limits=connection_limits(settings, raise_file_limit()),
            farewell=partial(container.queue().stop, grace_seconds=1.0),
            drain_seconds=0.1,
        )


if __name__ == "__main__":
    main()
