"""Port: logs users in with an identity provider (OpenID Connect)."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from domain.identity import Identity


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Three secrets that bind a provider's answer to the browser that asked.

    `state` comes back in the address and `nonce` in the signed token. `verifier` proves that the
    party that redeems the code also began the login (RFC 7636).
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class ExternalLogin:
    """What the provider says of a person who has logged in there.

    `is_admin` is None if the provider does not decide it; `username` is None if it gives no name.
    """

    identity: Identity
    username: str | None = None
    is_admin: bool | None = None


class IdentityProvider(Protocol):
    """A provider that people log in with.

    Raises IdentityProviderUnavailableError if the provider does not answer, or gives a wrong
    answer.
    """

    @abstractmethod
    async def address(self, attempt: LoginAttempt) -> str:
        """Return the address to send the browser to."""

    @abstractmethod
    async def identify(self, code: str, attempt: LoginAttempt) -> ExternalLogin:
        """Redeem the code that the browser brought back. Raises ExternalLoginError."""


class LoginTickets(Protocol):
    """Keeps a login attempt in the browser while its user is at the provider."""

    @abstractmethod
    def issue(self, attempt: LoginAttempt) -> str:
        """Sign the attempt; the ticket is valid for some minutes."""

    @abstractmethod
    def verify(self, ticket: str) -> LoginAttempt:
        """Read a ticket. Raises LoginExpiredError if it is forged, foreign or too old."""
