from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import GuestProtocol, OctKey
from typing_extensions import override

from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.tokens import AccessToken, TokenClaims, TokenIssuer
from domain.errors.accounts import InvalidTokenError
from domain.user import User, UserId

ALGORITHMS: Final = ["HS256"]
SHORTEST_SECRET_BYTES: Final = 32  # RFC 7518, section 3.2: at least as long as the hash
LONGEST_TOKEN: Final = 4096  # characters; ours have some 450
LEEWAY_SECONDS: Final = 5  # tolerated difference between the clocks of two hosts


class JoseTokenIssuer(TokenIssuer):
    """JSON Web Tokens, signed with HMAC-SHA256 by `secret`.

    Tokens of `previous_secrets` stay valid until they expire; the header `kid` names the secret.
    """

    def __init__(
        self,
        clock: Clock,
        ids: IdSource,
        *,
        secret: str,
        previous_secrets: Sequence[str] = (),
        issuer: str,
        audience: str,
        expires_in_seconds: int,
    ) -> None:
        """Raise ValueError for a secret that is shorter than 32 bytes."""
        self._clock = clock
        self._ids = ids
        self._keys = {key_id(each): signing_key(each) for each in (secret, *previous_secrets)}
        self._signing = key_id(secret)
        self._parties = {"iss": issuer, "aud": audience}
        self._expires_in_seconds = expires_in_seconds
        required: jwt.ClaimsOption = {"essential": True}
        self._rules = jwt.JWTClaimsRegistry(
            now=self._now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            **dict.fromkeys(("sub", "gen", "jti", "iat", "nbf", "exp"), required),
        )

    @override
    def issue(self, user: User) -> AccessToken:
        now = self._now()
        claims = {
            **self._parties,
            "sub": str(user.id),
            "gen": user.token_generation,
            "jti": str(self._ids.new()),
            "iat": now,
            "nbf": now,
            "exp": now + self._expires_in_seconds,
        }
        header = {"alg": ALGORITHMS[0], "kid": self._signing}
        value = jwt.encode(header, claims, self._keys[self._signing], algorithms=ALGORITHMS)
        return AccessToken(value, self._expires_in_seconds)

    @override
    def verify(self, value: str) -> TokenClaims:
        if len(value) > LONGEST_TOKEN or not value.isascii():
            raise InvalidTokenError
        try:
            claims = jwt.decode(value, self._key_of, algorithms=ALGORITHMS).claims
            self._rules.validate(claims)
            return _read(claims)
        # RecursionError: JSON nested a thousand levels deep; OverflowError: an exp of 10**300.
        except (JoseError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise InvalidTokenError from error

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _key_of(self, token: GuestProtocol) -> OctKey:
        key = self._keys.get(str(token.headers().get("kid")))
        if key is None:
            raise InvalidKeyIdError
        return key


def _read(claims: Mapping[str, Any]) -> TokenClaims:
    generation = claims["gen"]
    if type(generation) is not int:  # for isinstance, True is an int
        raise ValueError(f"gen is {generation!r}")
    return TokenClaims(
        token_id=claims["jti"],
        user_id=UserId(UUID(claims["sub"])),
        generation=generation,
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )


def signing_key(secret: str) -> OctKey:
    """Make a key of a secret. Raises ValueError if that is shorter than 32 bytes."""
    if len(secret.encode()) < SHORTEST_SECRET_BYTES:
        raise ValueError(
            f"A secret that signs tokens needs {SHORTEST_SECRET_BYTES} bytes or more. "
            "Make one with: openssl rand -base64 48"
        )
    return OctKey.import_key(secret.encode())


def key_id(secret: str) -> str:
    """Name a key without revealing it; the name is the same on every host with the secret."""
    return sha256(b"kid:" + secret.encode()).hexdigest()[:16]
