from hashlib import sha256
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from typing_extensions import override

from application.ports.clock import Clock
from application.ports.identity_provider import LoginAttempt, LoginTickets
from domain.errors.accounts import LoginExpiredError

ALGORITHMS: Final = ["HS256"]
HOLDS_SECONDS: Final = 600
LONGEST_TICKET: Final = 2048  # characters; ours have some 400
FIELDS: Final = ("state", "nonce", "verifier")


class JoseLoginTickets(LoginTickets):
    """JSON Web Tokens with a key of their own, so that no other token passes for a ticket."""

    def __init__(self, clock: Clock, *, secret: str) -> None:
        self._clock = clock
        self._key = OctKey.import_key(sha256(b"login-ticket:" + secret.encode()).digest())
        required: jwt.ClaimsOption = {"essential": True}
        self._rules = jwt.JWTClaimsRegistry(
            now=self._now, leeway=0, **dict.fromkeys((*FIELDS, "exp"), required)
        )

    @override
    def issue(self, attempt: LoginAttempt) -> str:
        claims = {name: getattr(attempt, name) for name in FIELDS}
        claims["exp"] = self._now() + HOLDS_SECONDS
        return jwt.encode({"alg": ALGORITHMS[0]}, claims, self._key, algorithms=ALGORITHMS)

    @override
    def verify(self, ticket: str) -> LoginAttempt:
        if len(ticket) > LONGEST_TICKET or not ticket.isascii():
            raise LoginExpiredError
        try:
            claims = jwt.decode(ticket, self._key, algorithms=ALGORITHMS).claims
            self._rules.validate(claims)
        except (JoseError, ValueError, TypeError, RecursionError, OverflowError) as error:
            raise LoginExpiredError from error
        return LoginAttempt(*(str(claims[name]) for name in FIELDS))

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
