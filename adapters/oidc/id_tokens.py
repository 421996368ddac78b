import hmac
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, import_key

from application.ports.clock import Clock
from domain.errors.accounts import ExternalLoginError

# Asymmetric ones only: with HS256, anybody could sign with the provider's public key.
_HASHES: Final = (256, 384, 512)
ALGORITHMS: Final = [*(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in _HASHES), "EdDSA"]
KINDS: Final = frozenset({"RSA", "EC", "OKP"})
LEEWAY_SECONDS: Final = 60  # tolerated difference of the provider's clock
LONGEST_TOKEN: Final = 64 * 1024  # characters; many groups make a token long
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0, section 2

UNBELIEVABLE: Final = (
    "What the identity provider sent about you cannot be believed: its signature, its clock or "
    "its addressee is not as it should be. Try again; if it stays so, tell the operator."
)


class UnknownKeyError(ExternalLoginError):
    """A token is signed with a key that the provider has not published (yet)."""


class IdTokens:
    """Checks ID tokens as required by OpenID Connect Core 1.0, section 3.1.3.7."""

    def __init__(self, clock: Clock, *, issuer: str, client_id: str) -> None:
        self._client_id = client_id
        self._clock = clock
        required: jwt.ClaimsOption = {"essential": True}
        self._rules = jwt.JWTClaimsRegistry(
            now=self._now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            **dict.fromkeys(("sub", "iat", "exp"), required),
        )

    def read(self, token: object, keys: KeySet, *, nonce: str) -> Mapping[str, Any]:
        """Return the claims. Raises ExternalLoginError for an invalid token.

        It raises the subclass UnknownKeyError if no known key signed the token; then newer keys may
        help.
        """
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not token.isascii():
            raise ExternalLoginError(UNBELIEVABLE)
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            self._rules.validate(claims)
        except InvalidKeyIdError as error:
            raise UnknownKeyError(UNBELIEVABLE) from error
        except (JoseError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise ExternalLoginError(UNBELIEVABLE) from error
        self._ensure_meant_for_us(claims, nonce)
        return claims

    def _ensure_meant_for_us(self, claims: Mapping[str, Any], nonce: str) -> None:
        subject, party = claims["sub"], claims.get("azp", self._client_id)
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise ExternalLoginError(UNBELIEVABLE)
        if party != self._client_id:  # issued to another client, which passed it on
            raise ExternalLoginError(UNBELIEVABLE)
        shown = str(claims.get("nonce", "")).encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(shown, nonce.encode()):
            raise ExternalLoginError(UNBELIEVABLE)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def key_set(document: Mapping[str, Any]) -> KeySet:
    """Read the provider's keys, except those that cannot sign ID tokens here."""
    keys = []
    for each in document["keys"]:
        if isinstance(each, dict) and each.get("kty") in KINDS:
            with suppress(JoseError, ValueError, KeyError, TypeError):
                keys.append(import_key(each))
    return KeySet(keys)
