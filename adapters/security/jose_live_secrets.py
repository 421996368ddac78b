"""Live secrets as JSON Web Tokens."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from joserfc import jwt
from typing_extensions import override

from adapters.security.jose_keys import LONGEST_TOKEN, JoseKeys
from adapters.security.jose_tokens import LEEWAY_SECONDS
from application.ports.clock import Clock
from application.ports.live_secrets import (
    SECRET_MARK,
    LiveClaims,
    LiveSecret,
    LiveSecretIssuer,
)
from domain.errors.accounts import InvalidTokenError
from domain.errors.kinds import FieldError, InvalidRequestError
from domain.user import User, UserId

# The audience tells these tokens from login tokens, which have the same key and issuer.
_AUDIENCE: Final = "{}/realtime"


class JoseLiveSecrets(LiveSecretIssuer):
    """Signed with the key of the login tokens, for an audience of their own."""

    def __init__(
        self,
        clock: Clock,
        *,
        secret: str,
        previous_secrets: Sequence[str] = (),
        issuer: str,
        audience: str,
    ) -> None:
        self._clock = clock
        self._keys = JoseKeys(secret, previous_secrets)
        self._parties = {"iss": issuer, "aud": _AUDIENCE.format(audience)}
        rules = {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": self._parties["aud"]},
            **{name: {"essential": True} for name in ("sub", "gen")},
        }
        self._identity: Any = rules

    @override
    def issue(
        self,
        user: User,
        *,
        key_digest: str | None,
        token_id: str | None,
        session: str,
        seconds: int,
    ) -> LiveSecret:
        expires = self._now() + seconds
        claims = {
            **self._parties,
            "sub": str(user.id),
            "gen": user.token_generation,
            "key": key_digest,
            "log": token_id,
            "ses": session,
            "exp": expires,
        }
        token = self._keys.sign(claims)
        if len(token) > LONGEST_TOKEN:
            raise InvalidRequestError(
                FieldError("session", "This is too long for a client secret. Shorten the prompt.")
            )
        return LiveSecret(SECRET_MARK + token, datetime.fromtimestamp(expires, UTC))

    @override
    def verify(self, value: str, *, even_expired: bool = False) -> LiveClaims:
        token = value.removeprefix(SECRET_MARK)
        if token == value:
            raise InvalidTokenError
        return self._keys.verify(token, self._rules(even_expired=even_expired), _read)

    def _rules(self, *, even_expired: bool) -> jwt.JWTClaimsRegistry:
        now = 0 if even_expired else self._now()
        return jwt.JWTClaimsRegistry(
            now=now, leeway=LEEWAY_SECONDS, exp={"essential": True}, **self._identity
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _read(claims: Mapping[str, Any]) -> LiveClaims:
    return LiveClaims(
        user_id=UserId(UUID(claims["sub"])),
        generation=int(claims["gen"]),
        key_digest=claims.get("key"),
        token_id=claims.get("log"),
        session=str(claims["ses"]),
    )
