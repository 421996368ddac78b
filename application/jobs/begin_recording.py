"""Make the job of a live session, whose sound comes afterwards."""

from dataclasses import dataclass

from application.accounts.admitted import ensure_still_admitted
from application.jobs.claim_key import HeldKey
from application.jobs.live_leases import LiveLeases
from application.jobs.submit_once import Submitted
from application.limits.quotas import Admission
from application.models.served import served_model
from application.ports.events import EventPublisher
from application.ports.idempotency_keys import Receipt
from application.ports.ids import IdSource
from application.ports.models import ModelCatalog
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.events import RecordingBegun
from domain.job import BlobKey, Job, JobId, JobStatus, Live, Recording
from domain.job_order import JobOrder
from domain.labels import Labels
from domain.live.options import ensure_live
from domain.user import User


@dataclass(frozen=True, slots=True)
class BeginRecording:
    """Make a job that takes the sound of live sessions until it is ended."""

    unit_of_work: UnitOfWorkFactory
    models: ModelCatalog
    events: EventPublisher
    ids: IdSource
    admission: Admission
    leases: LiveLeases

    async def __call__(
        self, order: JobOrder, filename: str, *, caller: User, key: HeldKey, fingerprint: str
    ) -> Submitted:
        """Raise InvalidRequestError, QuotaExceededError, StorageQuotaError, InvalidTokenError.

        Or IdempotencyKeyReusedError.
        """
        earlier = key.earlier_answer(fingerprint)
        if earlier is not None:
            return Submitted(earlier, replayed=True)
        ensure_live(order.options)
        self.admission.options.ensure_within(order.options)
        job = self._job(order, filename, caller)
        async with self.unit_of_work() as uow:
            await uow.jobs.add(job)
            await key.settle(fingerprint, uow, job)
            await self.admission.storage.ensure_within(uow, caller)
            await self.admission.ensure_within(uow, job)
            await ensure_still_admitted(uow, caller)
            await uow.commit()
        await self.events.publish(RecordingBegun(job))
        return Submitted(Receipt.of(job))

    def _job(self, order: JobOrder, filename: str, caller: User) -> Job:
        job_id = JobId(self.ids.new())
        return Job(
            id=job_id,
            owner=caller.id,
            # Nothing is stored at this key; the real recording replaces it at the end.
            recording=Recording(BlobKey(f"live/{job_id}"), filename, 0, ""),
            model=served_model(self.models, order.model),
            options=order.options,
            created_at=self.leases.clock.now(),
            status=JobStatus.PROCESSING,
            lease=self.leases(),
            webhook_url=order.webhook_url,
            labels=Labels(order.title),
            live=Live.RECORDING,
        )
