from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OidcClient:
    """What the provider knows this service as, and which claims say what.

    `secret` None is a public client, whom PKCE alone protects. `admin_group` None leaves roles to
    this service.
    """

    issuer: str
    client_id: str
    redirect_url: str
    secret: str | None = None
    scopes: str = "openid profile email"
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    admin_group: str | None = None
