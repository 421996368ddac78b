"""Wires authentication: passwords, tokens and API keys."""

from dependency_injector import providers

from adapters.security.argon2_hasher import Argon2PasswordHasher
from adapters.security.jose_live_secrets import JoseLiveSecrets
from adapters.security.jose_tokens import JoseTokenIssuer
from adapters.security.unicode_look_alikes import UnicodeLookAlikes
from application.ports.live_secrets import LiveSecretIssuer
from application.ports.look_alikes import LookAlikes
from application.ports.passwords import PasswordHasher
from application.ports.tokens import TokenIssuer
from config import secrets
from config.adapters.events import EventAdapters


class SecurityAdapters(EventAdapters):
    """Authentication: passwords, tokens and API keys."""

    look_alikes: providers.Provider[LookAlikes] = providers.Singleton(UnicodeLookAlikes)
    hasher: providers.Provider[PasswordHasher] = providers.Singleton(Argon2PasswordHasher)
    tokens: providers.Provider[TokenIssuer] = providers.Singleton(
        JoseTokenIssuer,
        EventAdapters.clock,
        EventAdapters.ids,
        secret=providers.Callable(
            secrets.jwt_secret, EventAdapters.settings, EventAdapters.data_folder
        ),
        previous_secrets=providers.Callable(secrets.previous_jwt_secrets, EventAdapters.settings),
        issuer=EventAdapters.settings.provided.jwt_issuer,
        audience=EventAdapters.settings.provided.jwt_audience,
        expires_in_seconds=EventAdapters.settings.provided.access_token_seconds,
    )
    live_secrets: providers.Provider[LiveSecretIssuer] = providers.Singleton(
        JoseLiveSecrets,
        EventAdapters.clock,
        secret=providers.Callable(
            secrets.jwt_secret, EventAdapters.settings, EventAdapters.data_folder
        ),
        previous_secrets=providers.Callable(secrets.previous_jwt_secrets, EventAdapters.settings),
        issuer=EventAdapters.settings.provided.jwt_issuer,
        audience=EventAdapters.settings.provided.jwt_audience,
    )
    bootstrap_password = providers.Callable(
        secrets.bootstrap_password, EventAdapters.settings, EventAdapters.data_folder
    )
