"""Whether somebody who was let in may go on, in a request that takes its time."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from aiohttp import web

from application.accounts.authenticate import Authenticate
from domain.errors import DatabaseUnavailableError, UnauthenticatedError

# More often than signs of life come, so that each of these is an occasion to look.
LOOKED_EVERY: Final = timedelta(seconds=10)


class Admittance:
    """The credential of a request, looked at again now and then.

    A logout, a new password, a revoked key and a disabled user end what is under way too.
    """

    def __init__(self, credential: str, authenticate: Authenticate) -> None:
        """Begin with a credential that was found to be good just now."""
        self._credential = credential
        self._authenticate = authenticate
        self._looked_at = authenticate.clock.now()

    async def holds(self) -> bool:
        """Say whether the credential still opens anything, by a look every ten seconds."""
        try:
            await self.ensure(not_looked_for=LOOKED_EVERY)
        except UnauthenticatedError:
            return False
        return True

    async def ensure(self, *, not_looked_for: timedelta = timedelta()) -> None:
        """Look, unless the last look is not that old; while nobody can tell, it opens.

        Raises InvalidTokenError, InvalidApiKeyError.
        """
        now = self._authenticate.clock.now()
        if abs(now - self._looked_at) < not_looked_for:
            return
        self._looked_at = now
        with suppress(DatabaseUnavailableError):
            await self._authenticate(self._credential)


ADMITTANCE: Final = web.RequestKey("admittance", Admittance)
