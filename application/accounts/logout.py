"""Log a user out: revoke the token."""

from dataclasses import dataclass

from application.ports.tokens import TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Logout:
    """Revoke one access token before it expires."""

    unit_of_work: UnitOfWorkFactory
    tokens: TokenIssuer

    async def __call__(self, token: str) -> None:
        """Raise InvalidTokenError for a token that this service did not issue."""
        claims = self.tokens.verify(token)
        async with self.unit_of_work() as uow:
            await uow.users.revoke_token(claims.token_id, until=claims.expires_at)
            await uow.commit()
