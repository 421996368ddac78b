"""Settings of claims: how long a lease lasts, and how many attempts a job has."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.concurrency.outages import Patience
from domain.job import Lease, WorkerName


@dataclass(frozen=True, slots=True)
class LeasePolicy:
    """How long a lease lasts without a renewal, and how many attempts a job has.

    A lease is renewed every `heartbeat_seconds`, by default four times within its life, so one lost
    renewal does no harm. `patience` says how long a database or a storage that is away is waited
    for. After that, and when the device runs out of memory, the next attempt starts after
    `backoff_seconds`, and after four times as long each further time.

    A job that may have killed its process runs alone for `alone_seconds`, twice as long after each
    further crash, or until it has stored as many passages as processes have crashed while it ran.
    So a job that needs long for a passage does not run alone for ever, and a job that crashes after
    every passage ends.
    """

    seconds: float = 60.0
    heartbeat_seconds: float | None = None
    max_attempts: int = 3
    backoff_seconds: float = 15.0
    alone_seconds: float = 30.0
    patience: Patience = field(default_factory=Patience)

    def lease(self, worker: WorkerName, now: datetime) -> Lease:
        """Make a lease that starts now."""
        return Lease(worker=worker, until=now + timedelta(seconds=self.seconds))

    @property
    def renew_every(self) -> float:
        """The seconds between two renewals of the lease."""
        return self.heartbeat_seconds or self.seconds / 4

    def backoff(self, attempts: int) -> float:
        """Give the pause in seconds after so many attempts; an hour at the most."""
        return min(self.backoff_seconds * 4.0 ** min(attempts - 1, 16), 3600.0)

    def time_alone(self, crashes: int) -> float:
        """Give the seconds for which a job runs alone after so many deaths; an hour at the most."""
        return min(self.alone_seconds * 2.0 ** min(crashes - 1, 16), 3600.0)
