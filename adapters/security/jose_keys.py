"""The keys that sign JSON Web Tokens: the current one, and earlier ones that still verify."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeVar

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import GuestProtocol, OctKey

from domain.errors.accounts import InvalidTokenError

SHORTEST_SECRET_BYTES: Final = 32  # RFC 7518, section 3.2: at least as long as the hash
LONGEST_TOKEN: Final = 4096  # characters; login tokens have some 450
_ALGORITHMS: Final = ["HS256"]

Read = TypeVar("Read")


class JoseKeys:
    """Signs with HMAC-SHA256 by `secret`, and verifies by `previous_secrets`, too.

    The header `kid` names the secret.
    """

    def __init__(self, secret: str, previous_secrets: Sequence[str] = ()) -> None:
        """Raise ValueError for a secret that is shorter than 32 bytes."""
        self._keys = {_key_id(each): _key(each) for each in (secret, *previous_secrets)}
        self._signing = _key_id(secret)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Make a token of the claims."""
        header = {"alg": _ALGORITHMS[0], "kid": self._signing}
        return jwt.encode(header, dict(claims), self._keys[self._signing], algorithms=_ALGORITHMS)

    def verify(
        self,
        token: str,
        rules: jwt.JWTClaimsRegistry,
        read: Callable[[Mapping[str, Any]], Read],
    ) -> Read:
        """Return what `read` makes of the claims. Raises InvalidTokenError."""
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise InvalidTokenError
        try:
            claims = jwt.decode(token, self._key_of, algorithms=_ALGORITHMS).claims
            rules.validate(claims)
            return read(claims)
        # RecursionError: JSON nested a thousand levels deep; OverflowError: an exp of 10**300.
        except (JoseError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise InvalidTokenError from error

    def _key_of(self, token: GuestProtocol) -> OctKey:
        key = self._keys.get(str(token.headers().get("kid")))
        if key is None:
            raise InvalidKeyIdError
        return key


def _key(secret: str) -> OctKey:
    if len(secret.encode()) < SHORTEST_SECRET_BYTES:
        raise ValueError(
            f"A secret that signs tokens needs {SHORTEST_SECRET_BYTES} bytes or more. "
            "Make one with: openssl rand -base64 48"
        )
    return OctKey.import_key(secret.encode())


def _key_id(secret: str) -> str:
    """Name a key without revealing it; the name is the same on every host with the secret."""
    return sha256(b"kid:" + secret.encode()).hexdigest()[:16]
