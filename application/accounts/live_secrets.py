"""Make secrets for live sessions, and find out who opens a session."""

from dataclasses import dataclass

from application.accounts.authenticate import Authenticate
from application.ports.clock import Clock
from application.ports.live_secrets import SECRET_MARK, LiveSecret, LiveSecretIssuer
from domain.errors.accounts import InvalidTokenError
from domain.principal import Principal


@dataclass(frozen=True, slots=True)
class MakeLiveSecret:
    """Make a secret for the caller, with the settings of the sessions to come."""

    issuer: LiveSecretIssuer

    def __call__(self, session: str, *, seconds: int, caller: Principal) -> LiveSecret:
        """Raise InvalidRequestError if the settings are too long."""
        digest = caller.key.digest if caller.key else None
        return self.issuer.issue(
            caller.user,
            key_digest=digest,
            token_id=caller.token_id,
            session=session,
            seconds=seconds,
        )


@dataclass(frozen=True, slots=True)
class AuthenticateLive:
    """Find the user who opens a live session: with a live secret, or as for any other request.

    A secret ends with the API key that made it, with the logout of the login that made it, and when
    its user is disabled or gets another password. A session goes on after its secret has expired
    (`even_expired`), as OpenAI's do.
    """

    authenticate: Authenticate
    issuer: LiveSecretIssuer
    even_expired: bool = False

    @property
    def clock(self) -> Clock:
        """The clock by which credentials are checked again."""
        return self.authenticate.clock

    async def __call__(self, credential: str) -> Principal:
        """Raise InvalidTokenError or InvalidApiKeyError if it is not valid (any more)."""
        if not credential.startswith(SECRET_MARK):
            return await self.authenticate(credential)
        claims = self.issuer.verify(credential, even_expired=self.even_expired)
        async with self.authenticate.unit_of_work() as uow:
            user = await uow.users.by_id(claims.user_id)
            digest = claims.key_digest
            key = await uow.api_keys.by_digest(digest) if digest is not None else None
            token_id = claims.token_id
            if token_id is not None and await uow.users.is_revoked(token_id):
                raise InvalidTokenError("You have logged out.")
        if user is None or user.disabled or user.token_generation != claims.generation:
            raise InvalidTokenError
        if claims.key_digest is not None:
            if key is None:
                raise InvalidTokenError
            key.ensure_live(at=self.clock.now())
        return Principal(user, key)

    def session_of(self, credential: str) -> str | None:
        """Return the settings in a live secret, as JSON; None for another credential."""
        if not credential.startswith(SECRET_MARK):
            return None
        return self.issuer.verify(credential, even_expired=True).session
