"""Log a user out: revoke the token."""

from dataclasses import dataclass

from application.ports.live_secrets import LONGEST_SECRET
from application.ports.tokens import TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Logout:
    """Revoke one access token before it expires, and the live secrets that were made with it."""

    unit_of_work: UnitOfWorkFactory
    tokens: TokenIssuer

    async def __call__(self, token: str) -> None:
        """Raise InvalidTokenError for a token that this service did not issue."""
        claims = self.tokens.verify(token)
        async with self.unit_of_work() as uow:
            # A secret that was made just before the token's end is valid for longer.
            until = claims.expires_at + LONGEST_SECRET
            await uow.users.revoke_token(claims.token_id, until=until)
            await uow.commit()
