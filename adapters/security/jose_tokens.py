from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from joserfc import jwt
from typing_extensions import override

from adapters.security.jose_keys import JoseKeys
from application.ports.clock import Clock
from application.ports.ids import IdSource
from application.ports.tokens import AccessToken, TokenClaims, TokenIssuer
from domain.user import User, UserId

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
        self._keys = JoseKeys(secret, previous_secrets)
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
        return AccessToken(self._keys.sign(claims), self._expires_in_seconds)

    @override
    def verify(self, value: str) -> TokenClaims:
        return self._keys.verify(value, self._rules, _read)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


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
