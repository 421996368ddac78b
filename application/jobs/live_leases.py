"""Which connection has a live recording, and for how long one that is gone is waited for."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.ports.clock import Clock
from domain.job import Lease, WorkerName

NOBODY: Final = WorkerName("nobody")


@dataclass(frozen=True, slots=True)
class LiveLeases:
    """Makes the leases of live recordings; after `resume_seconds` without sound one ends."""

    clock: Clock
    resume_seconds: float = 600.0

    def __call__(self, holder: WorkerName = NOBODY) -> Lease:
        """Return a lease for a connection, or for the next one that comes."""
        return Lease(holder, self.clock.now() + timedelta(seconds=self.resume_seconds))
