"""Find out who sends a request, by token, cookie or API key."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.ports.clock import Clock
from application.ports.tokens import TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.api_key import MARK, ApiKey, digest_of
from domain.errors.accounts import InvalidApiKeyError, InvalidTokenError
from domain.errors.capacity import DatabaseUnavailableError
from domain.principal import Principal

LONGEST_KEY: Final = 100  # characters; ours have 46
NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Find the user whom an access token or an API key belongs to."""

    unit_of_work: UnitOfWorkFactory
    tokens: TokenIssuer
    clock: Clock

    async def __call__(self, credential: str) -> Principal:
        """Raise InvalidTokenError or InvalidApiKeyError if it is not valid (any more)."""
        if credential.startswith(MARK):
            return await self._by_key(credential)
        return await self._by_token(credential)

    async def _by_token(self, token: str) -> Principal:
        claims = self.tokens.verify(token)
        async with self.unit_of_work() as uow:
            user = await uow.users.by_token(claims.token_id, claims.user_id)
            if user is None and await uow.users.is_revoked(claims.token_id):
                raise InvalidTokenError("You have logged out with this token.")
        if user is None or user.disabled or user.token_generation != claims.generation:
            raise InvalidTokenError
        return Principal(user, token_id=claims.token_id)

    async def _by_key(self, secret: str) -> Principal:
        if len(secret) > LONGEST_KEY:
            raise InvalidApiKeyError
        async with self.unit_of_work() as uow:
            key = await uow.api_keys.by_digest(digest_of(secret))
            user = await uow.users.by_id(key.owner) if key else None
        if key is None or user is None or user.disabled:
            raise InvalidApiKeyError
        key.ensure_live(at=self.clock.now())
        await self._note_use(key)
        return Principal(user, key)

    async def _note_use(self, key: ApiKey) -> None:
        """Store the time of use at most once a minute, so that a request needs no write.

        A database that cannot be written at the moment must not make the request fail.
        """
        now = self.clock.now()
        if key.last_used_at is not None and abs(now - key.last_used_at) < NOTED_EVERY:
            return
        with suppress(DatabaseUnavailableError):
            async with self.unit_of_work() as uow:
                await uow.api_keys.note_use(key, at=now)
                await uow.commit()
