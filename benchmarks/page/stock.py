"""What the service has to show: a full list, and a recording of ten hours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from domain.job import BlobKey, Job, Recording
from domain.transcript import Passage
from tests.browser.scenes import many_jobs, said
from tests.service_in_memory import ServiceInMemory
from tests.sound import encoded, tone

JOBS: Final = 1_000
MINUTES: Final = 600
_PIECES: Final = 18  # segments a minute: 10,800 in all, of ten words each
_SOUND_SECONDS: Final = 120.0  # as much as is played


@dataclass(frozen=True, slots=True)
class Stock:
    """The service, and the long recording in it."""

    service: ServiceInMemory
    talk: Job


async def stocked() -> Stock:
    """Fill a service for the user `ada`."""
    service = ServiceInMemory()
    ada = await service.add_user("ada")
    await many_jobs(service, ada, JOBS)
    key = BlobKey("audio/long")
    sound = await service.blobs.write(key, _sound())
    recording = Recording(key, "long.flac", sound.size_bytes, sound.sha256, MINUTES * 60.0)
    return Stock(service, await service.completed_job(ada.id, *_talk(), recording=recording))


async def _sound() -> AsyncIterator[bytes]:
    yield encoded(tone(_SOUND_SECONDS), "flac")


def _talk() -> list[Passage]:
    return [
        said(
            minute * 60.0,
            *(
                f"minute {minute} piece {piece} one two three four five six"
                for piece in range(_PIECES)
            ),
            seconds=60.0 / _PIECES,
        )
        for minute in range(MINUTES)
    ]
