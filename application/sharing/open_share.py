"""Find what a link opens."""

from dataclasses import dataclass
from typing import Final

from application.ports.attempts import AttemptLimiter, AttemptPolicy
from application.ports.clock import Clock
from application.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from application.sharing.policy import SharePolicy
from domain.api_key import digest_of
from domain.errors.accounts import InvalidApiKeyError
from domain.errors.jobs import JobNotFoundError
from domain.errors.sharing import ShareClosedError
from domain.share import Share
from domain.user import User

# Nobody guesses a token of 256 bits. This bounds what guessers cost; it is far above what people
# with an ended link do, so that they keep out nobody who shares their address.
WRONG_LINKS: Final = AttemptPolicy(free=60, first_wait=10.0, longest_wait=60.0, memory=60.0)


@dataclass(frozen=True, slots=True)
class OpenedShare:
    """A link that is open, and the owner of its job, in whose name the job is read."""

    share: Share
    owner: User


@dataclass(frozen=True, slots=True)
class CheckShare:
    """Find the open link that a token belongs to.

    A link ends at its time, when it is withdrawn, with its job, with the API key that made it, and
    when its owner is disabled.
    """

    unit_of_work: UnitOfWorkFactory
    clock: Clock
    policy: SharePolicy

    async def __call__(self, token: str) -> OpenedShare:
        """Raise ShareClosedError, whatever the reason is."""
        async with self.unit_of_work() as uow:
            share = await uow.shares.by_digest(digest_of(token))
            now = self.clock.now()
            if not self.policy.allowed or share is None or not share.is_open(at=now):
                raise ShareClosedError
            return OpenedShare(share, await self._owner(uow, share))

    async def _owner(self, uow: UnitOfWork, share: Share) -> User:
        try:
            job = await uow.jobs.get(share.job_id)
            owner = await uow.users.by_id(job.owner)
            if share.key_digest is not None:
                key = await uow.api_keys.by_digest(share.key_digest)
                if key is None:
                    raise ShareClosedError
                key.ensure_live(at=self.clock.now())
        except (JobNotFoundError, InvalidApiKeyError) as error:
            raise ShareClosedError from error
        if owner is None or owner.disabled:
            raise ShareClosedError
        return owner


@dataclass(frozen=True, slots=True)
class OpenShare:
    """Open a link for a reader; many wrong tokens from one address slow that address down."""

    check: CheckShare
    attempts: AttemptLimiter

    async def __call__(self, token: str, *, address: str) -> OpenedShare:
        """Raise ShareClosedError, or TooManyAttemptsError."""
        key = f"share:{address}"
        await self.attempts.ensure_allowed(key)
        try:
            return await self.check(token)
        except ShareClosedError:
            await self.attempts.failed(key)
            raise
