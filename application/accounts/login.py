"""Log a user in with name and password."""

from dataclasses import dataclass

from application.accounts.known_addresses import KnownAddresses
from application.limits.fair_semaphore import FairSemaphore
from application.ports.attempts import AttemptLimiter
from application.ports.passwords import PasswordHasher
from application.ports.tokens import AccessToken, TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors.accounts import InvalidCredentialsError, TooManyAttemptsError
from domain.user import NO_PASSWORD
from domain.username import normal_username


@dataclass(frozen=True, slots=True)
class Login:
    """Exchange name and password for an access token; repeated failures are slowed down."""

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    tokens: TokenIssuer
    attempts: AttemptLimiter
    places: FairSemaphore
    addresses: KnownAddresses

    async def __call__(self, username: str, password: str, *, address: str) -> AccessToken:
        """Raise InvalidCredentialsError, or LoginsBusyError; TooManyAttemptsError without a check.

        It is asked once more after the check, which takes a while: of a hundred guesses sent at
        once, the answer to the last is not given away. A success clears the user only; else an
        account of one's own would buy an address as many guesses at others as it likes.

        Who guesses at a user from elsewhere does not keep that user out of an address from which
        they have logged in before; a success there leaves the guesser as slow as they were.
        """
        username = normal_username(username)
        await self._ensure_allowed(username, address)
        async with self.places.place(address):
            await self._ensure_allowed(username, address)  # it may have been long
            async with self.unit_of_work() as uow:
                user = await uow.users.by_name(username)
            known = user.password_hash if user else NO_PASSWORD
            matches = await self.hasher.verify(password, known or None)
        slowed_down = await self._ensure_allowed(username, address)
        if user is None or user.disabled or not matches:
            await self.attempts.failed(_of_user(username), _of_address(address))
            raise InvalidCredentialsError
        if not slowed_down:
            await self.attempts.succeeded(_of_user(username))
        await self.addresses.remember(user, address)
        return self.tokens.issue(user)

    async def _ensure_allowed(self, username: str, address: str) -> bool:
        """Say whether the user is slowed down elsewhere. Raises TooManyAttemptsError."""
        try:
            await self.attempts.ensure_allowed(_of_user(username), _of_address(address))
        except TooManyAttemptsError:
            await self.attempts.ensure_allowed(_of_address(address))
            if not await self.addresses.include(username, address):
                raise
            return True
        return False


def _of_user(username: str) -> str:
    return f"user:{username}"


def _of_address(address: str) -> str:
    return f"address:{address}"
