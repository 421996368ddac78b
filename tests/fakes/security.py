"""Passwords and tokens in plain text, for tests."""

from datetime import timedelta

from typing_extensions import override

from application.ports.passwords import PasswordHasher
from application.ports.tokens import AccessToken, TokenClaims, TokenIssuer
from domain.errors.accounts import InvalidTokenError
from domain.user import User
from tests.fakes.transcriber import Act
from tests.memory.clock import MemoryClock

TOKEN_SECONDS = 3600


class PlainHasher(PasswordHasher):
    """Remembers what it was asked; `meanwhile` is what happens while it takes its time."""

    def __init__(self, meanwhile: Act | None = None) -> None:
        self.verified: list[tuple[str, str | None]] = []
        self.meanwhile = meanwhile

    @override
    async def hash(self, password: str) -> str:
        return f"hash of {password}"

    @override
    async def verify(self, password: str, password_hash: str | None) -> bool:
        self.verified.append((password, password_hash))
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return password_hash == f"hash of {password}"


class ListedTokens(TokenIssuer):
    """Knows its tokens by heart."""

    def __init__(self, clock: MemoryClock) -> None:
        self._clock = clock
        self._issued: list[TokenClaims] = []

    @override
    def issue(self, user: User) -> AccessToken:
        number = str(len(self._issued))
        until = self._clock.now() + timedelta(seconds=TOKEN_SECONDS)
        self._issued.append(TokenClaims(number, user.id, user.token_generation, until))
        return AccessToken(number, TOKEN_SECONDS)

    @override
    def verify(self, value: str) -> TokenClaims:
        if not value.isdecimal() or int(value) >= len(self._issued):
            raise InvalidTokenError
        claims = self._issued[int(value)]
        if claims.expires_at <= self._clock.now():
            raise InvalidTokenError("The access token has expired.")
        return claims
