"""Port: logs users in with an identity provider (OpenID Connect)."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from domain.identity import Identity


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """Three secrets that bind the answer of a provider to the browser that asked.

    `state` comes back in the address, `nonce` in the signed token, and `verifier` shows that the
    code is redeemed by whoever began (RFC 7636).
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class ExternalLogin:
    """What the provider says of somebody who has logged in there.

    `is_admin` is None where the provider does not decide it; `username` where it names nobody.
    """

    identity: Identity
    username: str | None = None
    is_admin: bool | None = None


class IdentityProvider(Protocol):
    """A provider that people log in with.

    Raises IdentityProviderUnavailableError where it does not answer, or not as it should.
    """

    @abstractmethod
    async def address(self, attempt: LoginAttempt) -> str:
        """Give the address that the browser is to be sent to."""

    @abstractmethod
    async def identify(self, code: str, attempt: LoginAttempt) -> ExternalLogin:
        """Redeem the code that the browser brought back. Raises ExternalLoginError."""


class LoginTickets(Protocol):
    """Keeps an attempt in the browser while its owner is away at the provider."""

    @abstractmethod
    def issue(self, attempt: LoginAttempt) -> str:
        """Sign the attempt; it holds for some minutes."""

    @abstractmethod
    def verify(self, ticket: str) -> LoginAttempt:
        """Read a ticket. Raises LoginExpiredError if it is forged, foreign or too old."""
