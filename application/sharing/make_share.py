"""Make a link to a transcript."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.accounts.admitted import ensure_still_admitted
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.secrets import SecretSource
from application.ports.unit_of_work import UnitOfWorkFactory
from application.sharing.policy import SharePolicy
from domain.api_key import digest_of
from domain.errors.jobs import TranscriptNotReadyError
from domain.errors.sharing import SharingDisabledError, TooManySharesError
from domain.job import JobId
from domain.principal import Principal
from domain.share import MARK, Share, ShareId, ShareTerms

MOST_OPEN: Final = 20


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A new link and its token, which is shown only this once."""

    share: Share
    token: str


@dataclass(frozen=True, slots=True)
class MakeShare:
    """Make a link to the transcript of one of the caller's completed jobs."""

    unit_of_work: UnitOfWorkFactory
    secrets: SecretSource
    clock: Clock
    ids: IdSource
    policy: SharePolicy

    async def __call__(
        self, job_id: JobId, terms: ShareTerms, lifetime: timedelta | None, *, caller: Principal
    ) -> MadeShare:
        """Return the link; without a lifetime it has the usual one.

        Raises SharingDisabledError, InvalidRequestError, JobNotFoundError, TranscriptNotReadyError,
        TooManySharesError, StaleJobError; or InvalidTokenError, since a link made while its owner
        is disabled would open again with them.
        """
        async with self.unit_of_work() as uow:
            job = await uow.jobs.owned(job_id, caller.user.id)
            if not self.policy.allowed:
                raise SharingDisabledError
            if not job.has_transcript:
                raise TranscriptNotReadyError(job.status)
            made = self._made(job_id, terms, self.policy.lifetime(lifetime), caller)
            if len(await uow.shares.open_of(job_id, at=made.share.created_at)) >= MOST_OPEN:
                raise TooManySharesError(MOST_OPEN)
            await uow.shares.add(made.share)
            await ensure_still_admitted(uow, caller.user)
            await uow.commit()
        return made

    def _made(
        self, job_id: JobId, terms: ShareTerms, lifetime: timedelta, caller: Principal
    ) -> MadeShare:
        token = MARK + self.secrets.new()
        now = self.clock.now()
        share = Share(
            id=ShareId(self.ids.new()),
            job_id=job_id,
            terms=terms,
            digest=digest_of(token),
            created_at=now,
            expires_at=now + lifetime,
            key_digest=caller.key.digest if caller.key else None,
        )
        return MadeShare(share, token)
