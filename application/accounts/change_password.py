"""Change a user's own password."""

from dataclasses import dataclass
from typing import Final

from application.limits.fair_semaphore import FairSemaphore
from application.ports.attempts import AttemptLimiter
from application.ports.clock import Clock
from application.ports.passwords import PasswordHasher
from application.ports.tokens import AccessToken, TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.accounts import InvalidTokenError
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.user import User

# NIST SP 800-63B: length is what counts; an upper bound keeps hashing bounded.
SHORTEST: Final = 8
LONGEST: Final = 256


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Replace the password and revoke all earlier tokens, and the API keys on request."""

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    tokens: TokenIssuer
    attempts: AttemptLimiter
    places: FairSemaphore
    clock: Clock

    async def __call__(
        self, current: str, new: str, *, caller: User, revoke_keys: bool = False
    ) -> AccessToken:
        """Return a new token. Raise InvalidRequestError if either password is not accepted.

        Raise TooManyAttemptsError after wrong guesses, InvalidTokenError where the user was
        changed since they were authenticated.
        """
        await self._ensure_known(current, caller)
        user = caller.with_password(await self.hasher.hash(acceptable(new)))
        async with self.unit_of_work() as uow:
            if not await uow.users.replace(caller, user):
                raise InvalidTokenError("Your account has changed meanwhile.")
            if revoke_keys:
                await uow.api_keys.revoke_all(user.id, at=self.clock.now())
                await uow.shares.withdraw_all(user.id)
            await uow.commit()
        return self.tokens.issue(user)

    async def _ensure_known(self, current: str, caller: User) -> None:
        key = change_key(caller)
        await self.attempts.ensure_allowed(key)
        async with self.places.place(key):
            matches = await self.hasher.verify(current, caller.password_hash or None)
        await self.attempts.ensure_allowed(key)  # see Login
        if not matches:
            await self.attempts.failed(key, f"user:{caller.username}")
            raise InvalidRequestError(
                FieldError("current_password", "This is not your current password.")
            )
        await self.attempts.succeeded(key, f"user:{caller.username}")


def change_key(user: User) -> str:
    """Name what counts wrong guesses of those who are logged in; strangers do not count here."""
    return f"password-of:{user.id}"


def acceptable(password: str, *, field: str = "new_password") -> str:
    """Return the password if it may be used. Raise InvalidRequestError otherwise."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidRequestError(
            FieldError(field, f"Choose a password of {SHORTEST} to {LONGEST} characters.")
        )
    return password
