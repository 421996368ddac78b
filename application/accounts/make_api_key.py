"""Make an API key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.accounts.admitted import ensure_still_admitted
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.secrets import SecretSource
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.api_key import MARK, SHOWN_CHARACTERS, ApiKey, ApiKeyId, Scope, digest_of
from domain.errors.accounts import TooManyApiKeysError
from domain.errors.kinds import ForbiddenError
from domain.user import Role, User

MOST_LIVE: Final = 100
ENDED_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class MadeApiKey:
    """A new key and its secret, which is shown only this once."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True)
class MakeApiKey:
    """Make a key with some of the caller's rights, as its scopes say."""

    unit_of_work: UnitOfWorkFactory
    secrets: SecretSource
    clock: Clock
    ids: IdSource

    async def __call__(
        self, name: str, scopes: Collection[Scope], lifetime: timedelta | None, *, caller: User
    ) -> MadeApiKey:
        """Raise ForbiddenError for a scope that the caller has not, or TooManyApiKeysError.

        Or InvalidTokenError: a key made while its owner is disabled would open again with them.

        Keys that ended long ago are forgotten on this occasion.
        """
        if Scope.ADMIN in scopes and caller.role is not Role.ADMIN:
            raise ForbiddenError(f"Only an admin may make a key with the scope {Scope.ADMIN!s}.")
        made = self._made(name, scopes, lifetime, caller)
        now = made.key.created_at
        async with self.unit_of_work() as uow:
            await uow.api_keys.forget_ended(caller.id, before=now - ENDED_KEPT)
            if await uow.api_keys.live(caller.id, at=now) >= MOST_LIVE:
                raise TooManyApiKeysError(MOST_LIVE)
            await uow.api_keys.add(made.key)
            await ensure_still_admitted(uow, caller)
            await uow.commit()
        return made

    def _made(
        self, name: str, scopes: Collection[Scope], lifetime: timedelta | None, caller: User
    ) -> MadeApiKey:
        secret = MARK + self.secrets.new()
        now = self.clock.now()
        key = ApiKey(
            id=ApiKeyId(self.ids.new()),
            owner=caller.id,
            name=name,
            prefix=secret[:SHOWN_CHARACTERS],
            digest=digest_of(secret),
            scopes=frozenset(scopes),
            created_at=now,
            expires_at=None if lifetime is None else now + lifetime,
        )
        return MadeApiKey(key, secret)
