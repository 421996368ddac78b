"""Fetch and cache the documents that a provider publishes about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.integrations.httpx_client import AsyncOAuth2Client

from application.ports.clock import Clock
from domain.errors.accounts import IdentityProviderUnavailableError

BELIEVED_FOR: Final = timedelta(hours=1)
# Limits how often tokens with unknown keys can make this service fetch the keys again.
LOOKED_UP_AGAIN_AFTER: Final = timedelta(seconds=10)
NEEDED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(slots=True)
class Remembered:
    """A document of the provider, and when it was fetched."""

    document: Mapping[str, Any]
    fetched_at: datetime


class ProviderDocuments:
    """The documents that the provider publishes about itself, cached for an hour."""

    def __init__(self, issuer: str, clock: Clock) -> None:
        self._issuer = issuer
        self._clock = clock
        self._known: dict[str, Remembered] = {}

    async def metadata(self, client: AsyncOAuth2Client) -> Mapping[str, Any]:
        """Return the provider's metadata (OpenID Connect Discovery 1.0)."""
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        document = await self._document(client, address, newer_than=BELIEVED_FOR)
        if document.get("issuer") != self._issuer:
            raise IdentityProviderUnavailableError("It says that it is another one.")
        if not all(_is_address(document.get(name)) for name in NEEDED):
            raise IdentityProviderUnavailableError("Its metadata lacks an address.")
        return document

    async def keys(self, client: AsyncOAuth2Client, *, again: bool = False) -> Mapping[str, Any]:
        """Return the provider's keys; `again` fetches them anew if one is missing."""
        address = (await self.metadata(client))["jwks_uri"]
        age = LOOKED_UP_AGAIN_AFTER if again else BELIEVED_FOR
        document = await self._document(client, address, newer_than=age)
        if not isinstance(document.get("keys"), list):
            raise IdentityProviderUnavailableError("It has no keys.")
        return document

    async def _document(
        self, client: AsyncOAuth2Client, address: str, *, newer_than: timedelta
    ) -> Mapping[str, Any]:
        known = self._known.get(address)
        now = self._clock.now()
        if known is None or abs(now - known.fetched_at) >= newer_than:
            answer = await client.request("GET", address, withhold_token=True)
            document = answer.raise_for_status().json()
            if not isinstance(document, dict):
                raise IdentityProviderUnavailableError("It sent something else than was asked for.")
            known = self._known[address] = Remembered(document, now)
        return known.document


def _is_address(value: object) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in {"https", "http"}
