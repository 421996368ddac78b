"""Port: issues and verifies login tokens."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.user import User, UserId


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A signed token in the client's form, and for how many seconds it is valid."""

    value: str
    expires_in_seconds: int


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """The content of a valid token."""

    token_id: str
    user_id: UserId
    generation: int
    expires_at: datetime


class TokenIssuer(Protocol):
    """Signs and checks tokens."""

    @abstractmethod
    def issue(self, user: User) -> AccessToken:
        """Sign a token for this user."""

    @abstractmethod
    def verify(self, value: str) -> TokenClaims:
        """Read a token. Raises InvalidTokenError if it is forged, of another issuer, or expired."""
