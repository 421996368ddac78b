"""Wires the identity provider."""

from dependency_injector import providers

from adapters.oidc.absent import NoIdentityProvider
from adapters.oidc.provider import OidcIdentityProvider
from adapters.oidc.settings import OidcClient
from adapters.security.login_tickets import JoseLoginTickets
from application.ports.clock import Clock
from application.ports.identity_provider import IdentityProvider, LoginTickets
from config import secrets
from config.adapters.security import SecurityAdapters
from config.settings import Settings


def _identity_provider(settings: Settings, clock: Clock) -> IdentityProvider:
    if settings.oidc_issuer is None:
        return NoIdentityProvider()
    secret = settings.oidc_client_secret
    return OidcIdentityProvider(
        clock,
        OidcClient(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            secret=secret.get_secret_value() if secret else None,
            redirect_url=settings.oidc_redirect_url,
            scopes=settings.oidc_scopes,
            username_claim=settings.oidc_username_claim,
            groups_claim=settings.oidc_groups_claim,
            admin_group=settings.oidc_admin_group,
        ),
    )


class SingleSignOnAdapters(SecurityAdapters):
    """The identity provider, if one is set."""

    identity_provider: providers.Provider[IdentityProvider] = providers.Singleton(
        _identity_provider, SecurityAdapters.settings, SecurityAdapters.clock
    )
    login_tickets: providers.Provider[LoginTickets] = providers.Singleton(
        JoseLoginTickets,
        SecurityAdapters.clock,
        secret=providers.Callable(
            secrets.jwt_secret, SecurityAdapters.settings, SecurityAdapters.data_folder
        ),
    )
