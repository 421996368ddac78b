"""Generates the secrets that the operator did not set, and keeps them in the data folder."""

import secrets
from typing import Final

from adapters.storage.data_folder import DataFolder
from config.settings import Settings

_KEY_BYTES: Final = 48
_PASSWORD_BYTES: Final = (
    15  # 20 characters: long enough not to be guessed, short enough to be typed
)


def jwt_secret(settings: Settings, folder: DataFolder) -> str:
    """Return the key that signs tokens."""
    if settings.jwt_secret_key is not None:
        return settings.jwt_secret_key.get_secret_value()
    return folder.secret("jwt_secret_key", lambda: secrets.token_urlsafe(_KEY_BYTES))


def previous_jwt_secrets(settings: Settings) -> tuple[str, ...]:
    """Return earlier keys whose tokens are still valid."""
    return tuple(key.get_secret_value() for key in settings.jwt_previous_keys)


def bootstrap_password(settings: Settings, folder: DataFolder) -> str:
    """Return the first admin's password."""
    if settings.admin_bootstrap_password is not None:
        return settings.admin_bootstrap_password.get_secret_value()
    return folder.secret("bootstrap_password", lambda: secrets.token_urlsafe(_PASSWORD_BYTES))


def metrics_token(settings: Settings) -> str | None:
    """Return the token that reading the metrics needs, if any."""
    return settings.metrics_token.get_secret_value() if settings.metrics_token else None
