"""Begin a login with the identity provider (OpenID Connect)."""

from dataclasses import dataclass

from application.ports.identity_provider import IdentityProvider, LoginAttempt, LoginTickets
from application.ports.secrets import SecretSource


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what it keeps until it is back."""

    address: str
    ticket: str


@dataclass(frozen=True, slots=True)
class BeginExternalLogin:
    """Send a browser to the identity provider."""

    provider: IdentityProvider
    tickets: LoginTickets
    secrets: SecretSource

    async def __call__(self) -> Departure:
        """Raise NoIdentityProviderError or IdentityProviderUnavailableError."""
        attempt = LoginAttempt(self.secrets.new(), self.secrets.new(), self.secrets.new())
        address = await self.provider.address(attempt)
        return Departure(address, self.tickets.issue(attempt))
