"""Whether somebody who was let in may go on listening."""

from datetime import timedelta
from typing import Final

from aiohttp import web

from domain.errors import DatabaseUnavailableError, UnauthenticatedError
from entrypoints.http.identity.caller import access_token
from entrypoints.http.services.http_services import services_of

# More often than signs of life come, so that each of these is an occasion to look.
LOOKED_EVERY: Final = timedelta(seconds=10)


class Admittance:
    """The credential of an answer that may last for days, looked at again now and then.

    A logout, a new password, a revoked key and a disabled user end what is under way too.
    """

    def __init__(self, request: web.Request) -> None:
        self._credential = access_token(request)
        self._authenticate = services_of(request).authenticate
        self._looked_at = self._authenticate.clock.now()

    async def holds(self) -> bool:
        """Say whether the credential still opens anything; while nobody can tell, it does."""
        now = self._authenticate.clock.now()
        if abs(now - self._looked_at) < LOOKED_EVERY:
            return True
        self._looked_at = now
        try:
            await self._authenticate(self._credential)
        except UnauthenticatedError:
            return False
        except DatabaseUnavailableError:
            return True
        return True
