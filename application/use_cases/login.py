"""Somebody shows who they are."""

from dataclasses import dataclass

from application.ports.attempts import AttemptLimiter
from application.ports.passwords import PasswordHasher
from application.ports.tokens import AccessToken, TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import InvalidCredentialsError


@dataclass(frozen=True, slots=True)
class Login:
    """Exchange name and password for an access token; wrong ones are slowed down."""

    unit_of_work: UnitOfWorkFactory
    hasher: PasswordHasher
    tokens: TokenIssuer
    attempts: AttemptLimiter

    async def __call__(self, username: str, password: str, *, address: str) -> AccessToken:
        """Raise InvalidCredentialsError, or TooManyAttemptsError before any password is checked."""
        keys = (f"user:{username}", f"address:{address}")
        await self.attempts.ensure_allowed(*keys)
        async with self.unit_of_work() as uow:
            user = await uow.users.by_name(username)
        matches = await self.hasher.verify(password, user.password_hash if user else None)
        if user is None or user.disabled or not matches:
            await self.attempts.failed(*keys)
            raise InvalidCredentialsError
        await self.attempts.succeeded(*keys)
        return self.tokens.issue(user)
