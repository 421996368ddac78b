"""Settings of claims: how long a lease lasts, and how many attempts a job has."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.concurrency.outages import Patience
from domain.job import Lease, WorkerName


@dataclass(frozen=True, slots=True)
class LeasePolicy:
    """How long a silent worker is believed to be alive, and how often a job may be begun.

    A lease is renewed every `heartbeat_seconds`, or else four times within its life, so that one
    lost renewal is no harm. `patience` is for database and storage, should they be away. Where
    that is spent, or the device's memory, the next attempt comes after `backoff_seconds`, and
    after four times as long each further time.

    A job that may have killed its process runs alone for `alone_seconds`, twice as long after each
    further death, or until as many passages are kept as processes have died over it: so neither a
    long way to the next passage nor a crash after every passage goes on for ever.
    """

    seconds: float = 60.0
    heartbeat_seconds: float | None = None
    max_attempts: int = 3
    backoff_seconds: float = 15.0
    alone_seconds: float = 30.0
    patience: Patience = field(default_factory=Patience)

    def lease(self, worker: WorkerName, now: datetime) -> Lease:
        """Sign a lease from now on."""
        return Lease(worker=worker, until=now + timedelta(seconds=self.seconds))

    @property
    def renew_every(self) -> float:
        """The pause between two signs of life."""
        return self.heartbeat_seconds or self.seconds / 4

    def backoff(self, attempts: int) -> float:
        """Give the pause in seconds after so many attempts; an hour at the most."""
        return min(self.backoff_seconds * 4.0 ** min(attempts - 1, 16), 3600.0)

    def time_alone(self, crashes: int) -> float:
        """Give the seconds for which a job runs alone after so many deaths; an hour at the most."""
        return min(self.alone_seconds * 2.0 ** min(crashes - 1, 16), 3600.0)
