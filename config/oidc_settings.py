"""The settings of single sign-on with an identity provider."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class OidcSettings(BaseSettings):
    """Single sign-on is on once OIDC_ISSUER is set."""

    oidc_issuer: str | None = None
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_redirect_url: str = ""
    oidc_name: str = "single sign-on"
    oidc_scopes: str = "openid profile email"
    oidc_username_claim: str = "preferred_username"
    oidc_create_users: bool = True
    oidc_groups_claim: str = "groups"
    oidc_admin_group: str | None = None

    @field_validator("oidc_issuer", "oidc_redirect_url")
    @classmethod
    def _sealed(cls, value: str | None) -> str | None:
        """Require https except on this host: without TLS, anyone could act as the provider."""
        if not value:
            return value
        parts = urlsplit(value)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        if not (parts.scheme == "https" or local) or not parts.hostname:
            raise ValueError("Write an address that begins with https://.")
        return value

    @field_validator("oidc_scopes")
    @classmethod
    def _openid(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError("One of the scopes must be openid.")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_redirect_url):
            raise ValueError(
                "OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_REDIRECT_URL "
                "(https://this.service/auth/oidc/callback) beside it."
            )
        return self
