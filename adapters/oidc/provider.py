import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

import httpx2
import structlog
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from typing_extensions import override

from adapters.oidc.id_tokens import IdTokens, UnknownKeyError, key_set
from adapters.oidc.metadata import ProviderDocuments
from adapters.oidc.settings import OidcClient
from application.ports.clock import Clock
from application.ports.identity_provider import ExternalLogin, IdentityProvider, LoginAttempt
from domain.errors.accounts import ExternalLoginError, IdentityProviderUnavailableError
from domain.identity import Identity

TIMEOUT_SECONDS: Final = 5.0  # for each step of a request
PATIENCE_SECONDS: Final = 15.0  # for all requests of one login together


class OidcIdentityProvider(IdentityProvider):
    """A provider of OpenID Connect: authorization code flow with PKCE, state and nonce."""

    def __init__(self, clock: Clock, settings: OidcClient) -> None:
        self._settings = settings
        self._documents = ProviderDocuments(settings.issuer, clock)
        self._id_tokens = IdTokens(clock, issuer=settings.issuer, client_id=settings.client_id)

    @override
    async def address(self, attempt: LoginAttempt) -> str:
        async with self._client() as client:
            metadata = await self._documents.metadata(client)
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=attempt.state,
                code_verifier=attempt.verifier,
                nonce=attempt.nonce,
            )
        return str(address)

    @override
    async def identify(self, code: str, attempt: LoginAttempt) -> ExternalLogin:
        async with self._client() as client:
            metadata = await self._documents.metadata(client)
            granted = await client.fetch_token(
                metadata["token_endpoint"],
                code=code,
                code_verifier=attempt.verifier,
                grant_type="authorization_code",
            )
            claims = await self._claims(client, granted.get("id_token"), attempt.nonce)
            return self._login({**claims, **await self._more(client, metadata, claims)})

    async def _claims(self, client: AsyncOAuth2Client, token: object, nonce: str) -> dict[str, Any]:
        """Check the token; fetch the provider's keys once more if its key is unknown."""
        keys = key_set(await self._documents.keys(client))
        try:
            return dict(self._id_tokens.read(token, keys, nonce=nonce))
        except UnknownKeyError:
            keys = key_set(await self._documents.keys(client, again=True))
            return dict(self._id_tokens.read(token, keys, nonce=nonce))

    async def _more(
        self, client: AsyncOAuth2Client, metadata: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Ask for claims that the token lacks: some providers give names and groups only there."""
        wanted = {self._settings.username_claim}
        if self._settings.admin_group is not None:
            wanted.add(self._settings.groups_claim)
        address = metadata.get("userinfo_endpoint")
        if wanted <= claims.keys() or not isinstance(address, str):
            return {}
        told = (await client.get(address)).raise_for_status().json()
        # Core 1.0, 5.3.2: without this check the claims could be those of another person.
        if not isinstance(told, dict) or told.get("sub") != claims["sub"]:
            return {}
        return {name: told[name] for name in wanted - claims.keys() if name in told}

    def _login(self, claims: Mapping[str, Any]) -> ExternalLogin:
        username = claims.get(self._settings.username_claim)
        group, groups = self._settings.admin_group, claims.get(self._settings.groups_claim, ())
        listed = groups if isinstance(groups, list) else [groups]
        return ExternalLogin(
            Identity(self._settings.issuer, claims["sub"]),
            username=username if isinstance(username, str) else None,
            is_admin=None if group is None else group in listed,
        )

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[AsyncOAuth2Client]:
        settings = self._settings
        client = AsyncOAuth2Client(
            settings.client_id,
            settings.secret,
            token_endpoint_auth_method=None if settings.secret else "none",
            scope=settings.scopes,
            redirect_uri=settings.redirect_url,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            leeway=0,  # some providers issue tokens for a minute, which is enough here
            verify=_tls(),
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), client:
                yield client
        except OAuthError as error:
            raise _refused(error) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            structlog.get_logger().warning("identity_provider_failed", error=type(error).__name__)
            raise IdentityProviderUnavailableError from error


@cache
def _tls() -> ssl.SSLContext:
    """Return the trusted certificates; reading them takes a while, so it is done once."""
    return httpx2.create_ssl_context()


def _refused(error: OAuthError) -> Exception:
    """Distinguish an expired code from a client that the provider does not know."""
    if error.error == "invalid_grant":
        return ExternalLoginError(
            "The identity provider does not accept this login any more; it may have been used "
            "already. Begin again."
        )
    structlog.get_logger().warning("identity_provider_refused", error=str(error.error)[:100])
    return IdentityProviderUnavailableError("It does not accept this service as its client.")
