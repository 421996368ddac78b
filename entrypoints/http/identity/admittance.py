"""Checks during a long request that the caller's credential is still valid."""

from contextlib import suppress
from datetime import timedelta
from typing import Final, Protocol

from aiohttp import web
from typing_extensions import override

from application.ports.clock import Clock
from domain.errors.capacity import DatabaseUnavailableError
from domain.errors.kinds import UnauthenticatedError
from domain.errors.sharing import ShareClosedError
from domain.principal import Principal

# Shorter than the heartbeat of event streams, so that each heartbeat can make a check.
LOOKED_EVERY: Final = timedelta(seconds=10)


class CredentialCheck(Protocol):
    """Checks whether a credential is valid."""

    @property
    def clock(self) -> Clock:
        """The clock by which a credential is checked again."""
        ...

    async def __call__(self, credential: str, /) -> object:
        """Raise an error if it is not valid (any more)."""
        ...


class Authenticator(CredentialCheck, Protocol):
    """Finds the user whom a credential belongs to."""

    @override
    async def __call__(self, credential: str, /) -> Principal:
        """Raise InvalidTokenError or InvalidApiKeyError if it is not valid (any more)."""
        ...


class Admittance:
    """The credential of a request, checked again every ten seconds.

    So a logout, a new password, a revoked key, a withdrawn link or a disabled user also ends
    requests that are running.
    """

    def __init__(self, credential: str, check: CredentialCheck) -> None:
        """Start with a credential that has just been checked."""
        self._credential = credential
        self._check = check
        self._looked_at = check.clock.now()

    async def holds(self) -> bool:
        """Return whether the credential is still valid; it is checked at most every ten seconds."""
        try:
            await self.ensure(not_looked_for=LOOKED_EVERY)
        except (UnauthenticatedError, ShareClosedError):
            return False
        return True

    async def ensure(self, *, not_looked_for: timedelta = timedelta()) -> None:
        """Check the credential if the last check is ten seconds old; accept it during an outage.

        Raises InvalidTokenError, InvalidApiKeyError, ShareClosedError.
        """
        now = self._check.clock.now()
        if abs(now - self._looked_at) < not_looked_for:
            return
        self._looked_at = now
        with suppress(DatabaseUnavailableError):
            await self._check(self._credential)


ADMITTANCE: Final = web.RequestKey("admittance", Admittance)
