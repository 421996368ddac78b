"""Check recordings in a bounded number of places that users share fairly."""

from dataclasses import dataclass

from application.limits.fair_semaphore import FairSemaphore
from application.ports.probe import AudioProbe, SoundTrack
from domain.job import BlobKey
from domain.user import User


@dataclass(frozen=True, slots=True)
class FairProbe:
    """Checks a few recordings at once; a user who sends many does not keep others waiting."""

    probe: AudioProbe
    places: FairSemaphore

    async def __call__(self, key: BlobKey, track: int | None, *, caller: User) -> SoundTrack:
        """Describe a sound track, as AudioProbe does. Raises ProbesBusyError where none is free."""
        async with self.places.place(caller.id):
            return await self.probe.examine(key, track)
