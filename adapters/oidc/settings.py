"""The settings of this service as a client of an identity provider."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OidcClient:
    """This service's registration at the provider, and which claims have which meaning.

    `secret` None means a public client, which only PKCE protects. `admin_group` None means that
    this service decides who is an admin.
    """

    issuer: str
    client_id: str
    redirect_url: str
    secret: str | None = None
    scopes: str = "openid profile email"
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    admin_group: str | None = None
