"""Who is asking?"""

from dataclasses import dataclass

from application.ports.tokens import TokenIssuer
from application.ports.unit_of_work import UnitOfWorkFactory
from domain.errors import InvalidTokenError
from domain.user import User


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Find the user behind an access token."""

    unit_of_work: UnitOfWorkFactory
    tokens: TokenIssuer

    async def __call__(self, token: str) -> User:
        """Raise InvalidTokenError for a token that is forged, expired, ended, or too old."""
        claims = self.tokens.verify(token)
        async with self.unit_of_work() as uow:
            if await uow.users.is_revoked(claims.token_id):
                raise InvalidTokenError("You have logged out with this token.")
            user = await uow.users.by_id(claims.user_id)
        if user is None or user.disabled or user.token_generation != claims.generation:
            raise InvalidTokenError
        return user
