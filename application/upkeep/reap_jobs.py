"""Find jobs whose lease has expired, and queue them again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from application.ports.clock import Clock
from application.ports.repairs import Repair, RepairLog
from application.ports.unit_of_work import UnitOfWorkFactory
from application.upkeep.take_back_job import TakeBackJob
from domain.errors.jobs import StaleJobError
from domain.job import Job, JobId


@dataclass(frozen=True, slots=True)
class Sighting:
    """A claim as it was first seen; `until` changes with each renewal of its lease."""

    attempt: int
    until: datetime
    first_seen_at: datetime


@dataclass(slots=True)
class Watch:
    """What the reaper has seen so far, and when it looked last."""

    looked_at: datetime | None = None
    sightings: dict[JobId, Sighting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReapJobs:
    """Queue again the jobs whose workers do not renew their leases.

    A job is taken back when its lease has expired *and* the same claim was seen without a renewal
    for half a lease, in looks that follow each other closely. While the database is away, nobody
    can look or renew: so after an outage a worker has half a lease to renew first. For the same
    reason a wrong clock on one machine takes no job away from a live worker. Live recordings, which
    no worker has, are left to EndAbandonedRecordings.
    """

    unit_of_work: UnitOfWorkFactory
    take_back: TakeBackJob
    repairs: RepairLog
    clock: Clock
    lease_seconds: float
    watch: Watch = field(default_factory=Watch)

    async def __call__(self) -> int:
        """Return how many jobs were taken back. Call this at least every quarter of a lease."""
        async with self.unit_of_work() as uow:
            running = [job for job in await uow.jobs.processing() if not job.is_live]
        silent = self._silent(running)
        return sum([await self._taken_back(job) for job in silent])

    def _silent(self, running: Sequence[Job]) -> list[Job]:
        now = self.clock.now()
        longest_gap = timedelta(seconds=self.lease_seconds / 4)
        if self.watch.looked_at is None or now - self.watch.looked_at > longest_gap:
            self.watch.sightings.clear()
        self.watch.looked_at = now
        self.watch.sightings = {job.id: self._sighting(job, now) for job in running}
        patience = timedelta(seconds=self.lease_seconds / 2)
        return [
            job
            for job in running
            if (seen := self.watch.sightings[job.id]).until <= now
            and now - seen.first_seen_at >= patience
        ]

    def _sighting(self, job: Job, now: datetime) -> Sighting:
        until = job.lease.until if job.lease else now
        known = self.watch.sightings.get(job.id)
        if known is not None and (known.attempt, known.until) == (job.attempt, until):
            return known
        return Sighting(job.attempt, until, now)

    async def _taken_back(self, job: Job) -> bool:
        try:
            await self.take_back(job)
        except StaleJobError:
            return False  # it has ended, or another process was faster
        self.repairs.note(Repair.LEASE_TAKEN_BACK, str(job.id))
        return True
