"""Somebody shows who they are."""

from dataclasses import dataclass

from application.limits.fair_semaphore import FairSemaphore
from application.ports.attempts import AttemptLimiter
from application.ports.passwords import PasswordHasher
from application.ports.tokens import AccessToken, TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import InvalidCredentialsError
from domain.user import NO_PASSWORD
from domain.username import normal_username


@dataclass(frozen=True, slots=True)
class Login:
    """Exchange name and password for an access token; wrong ones are slowed down."""

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    tokens: TokenIssuer
    attempts: AttemptLimiter
    places: FairSemaphore

    async def __call__(self, username: str, password: str, *, address: str) -> AccessToken:
        """Raise InvalidCredentialsError, or LoginsBusyError; TooManyAttemptsError without a check.

        It is asked once more after the check, which takes a while: of a hundred guesses sent at
        once, the answer to the last is not given away. A success clears the user only; else an
        account of one's own would buy an address as many guesses at others as it likes.
        """
        username = normal_username(username)
        user_key, address_key = f"user:{username}", f"address:{address}"
        await self.attempts.ensure_allowed(user_key, address_key)
        async with self.places.place(address):
            await self.attempts.ensure_allowed(user_key, address_key)  # it may have been long
            async with self.unit_of_work() as uow:
                user = await uow.users.by_name(username)
            known = user.password_hash if user else NO_PASSWORD
            matches = await self.hasher.verify(password, known or None)
        await self.attempts.ensure_allowed(user_key, address_key)
        if user is None or user.disabled or not matches:
            await self.attempts.failed(user_key, address_key)
            raise InvalidCredentialsError
        await self.attempts.succeeded(user_key)
        return self.tokens.issue(user)
