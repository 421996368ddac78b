"""The issuer contract, over JSON Web Tokens; and what is special about those."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.security.jose_tokens import JoseTokenIssuer
from application.ports.tokens import TokenIssuer
from domain.errors.accounts import InvalidTokenError
from tests.contracts.token_issuer import ADA, LIFETIME_SECONDS, TokenIssuerContract
from tests.memory.clock import MemoryClock
from tests.memory.ids import SequentialIds

SECRET = "a secret of at least thirty-two bytes"
OTHER = "another secret of at least thirty-two bytes"


def issuer(
    clock: MemoryClock,
    *,
    secret: str = SECRET,
    previous: tuple[str, ...] = (),
    name: str = "us",
    audience: str = "our clients",
) -> JoseTokenIssuer:
    return JoseTokenIssuer(
        clock,
        SequentialIds(),
        secret=secret,
        previous_secrets=previous,
        issuer=name,
        audience=audience,
        expires_in_seconds=LIFETIME_SECONDS,
    )


class TestJoseTokenIssuer(TokenIssuerContract):
    @pytest.fixture
    def tokens(self, clock: MemoryClock) -> TokenIssuer:
        return issuer(clock)

    def test_header_and_claims_are_the_registered_ones(self, tokens: TokenIssuer) -> None:
        header, claims = parts(tokens.issue(ADA).value)
        assert header.keys() == {"alg", "typ", "kid"}
        assert (header["alg"], header["typ"]) == ("HS256", "JWT")
        assert claims.keys() == {"iss", "aud", "sub", "gen", "jti", "iat", "nbf", "exp"}
        assert claims["exp"] - claims["iat"] == LIFETIME_SECONDS

    def test_the_key_id_tells_secrets_apart_and_nothing_else(self, clock: MemoryClock) -> None:
        ids = [parts(issuer(clock, secret=secret).issue(ADA).value)[0]["kid"]
               for secret in (SECRET, SECRET, OTHER)]  # fmt: skip
        assert ids[0] == ids[1] != ids[2]
        assert SECRET not in ids[0]

    def test_a_token_of_a_former_secret_holds_after_a_rotation(self, clock: MemoryClock) -> None:
        old = issuer(clock, secret=SECRET).issue(ADA).value
        rotated = issuer(clock, secret=OTHER, previous=(SECRET,))
        assert rotated.verify(old).user_id == ADA.id
        assert rotated.verify(rotated.issue(ADA).value).user_id == ADA.id
        with pytest.raises(InvalidTokenError):
            issuer(clock, secret=SECRET).verify(rotated.issue(ADA).value)

    @pytest.mark.parametrize(
        "foreign", [{"secret": OTHER}, {"name": "them"}, {"audience": "their clients"}]
    )
    def test_a_foreign_token_does_not_hold(
        self, tokens: TokenIssuer, clock: MemoryClock, foreign: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidTokenError):
            tokens.verify(issuer(clock, **foreign).issue(ADA).value)

    @pytest.mark.parametrize("claim", ["iss", "aud", "sub", "gen", "jti", "iat", "nbf", "exp"])
    def test_a_token_that_lacks_a_claim_does_not_hold(
        self, tokens: TokenIssuer, claim: str
    ) -> None:
        header, claims = parts(tokens.issue(ADA).value)
        del claims[claim]
        with pytest.raises(InvalidTokenError):
            tokens.verify(signed(header, claims))

    @pytest.mark.parametrize(
        ("claim", "value"),
        [("sub", "no uuid"), ("sub", 42), ("gen", "3"), ("gen", True), ("gen", 3.0), ("gen", None),
         ("jti", ""), ("jti", 7), ("exp", "tomorrow"), ("exp", True), ("exp", 1e300),
         ("exp", 10**400), ("aud", ["others"]), ("aud", {}), ("iss", ["us"])],
    )  # fmt: skip
    def test_a_claim_of_the_wrong_kind_does_not_hold(
        self, tokens: TokenIssuer, claim: str, value: object
    ) -> None:
        header, claims = parts(tokens.issue(ADA).value)
        with pytest.raises(InvalidTokenError):
            tokens.verify(signed(header, claims | {claim: value}))

    def test_signing_by_hand_as_these_tests_do_gives_tokens_that_hold(
        self, tokens: TokenIssuer
    ) -> None:
        assert tokens.verify(signed(*parts(tokens.issue(ADA).value))).user_id == ADA.id

    @pytest.mark.parametrize(
        "change",
        [
            lambda header: header | {"alg": "none"},
            lambda header: header | {"alg": "HS512"},
            lambda header: header | {"alg": "RS256"},
            lambda header: header | {"kid": "unknown"},
            lambda header: header | {"kid": None},
            lambda header: header | {"kid": {"a": 1}},
            lambda header: header | {"crit": ["b64"], "b64": False},
            lambda header: {"alg": header["alg"]},
            lambda header: {"kid": header["kid"]},
        ],
    )
    def test_a_token_with_another_header_does_not_hold(
        self, tokens: TokenIssuer, change: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> None:
        header, claims = parts(tokens.issue(ADA).value)
        with pytest.raises(InvalidTokenError):
            tokens.verify(signed(change(header), claims))

    def test_a_token_without_its_signature_does_not_hold(self, tokens: TokenIssuer) -> None:
        header, claims = parts(tokens.issue(ADA).value)
        unsigned = f"{coded(header | {'alg': 'none'})}.{coded(claims)}."
        with pytest.raises(InvalidTokenError):
            tokens.verify(unsigned)

    def test_claims_nested_without_end_do_not_hold(self, tokens: TokenIssuer) -> None:
        header, _ = parts(tokens.issue(ADA).value)
        with pytest.raises(InvalidTokenError):
            tokens.verify(signed(header, "[" * 2_000))

    @pytest.mark.parametrize("secret", ["", "too short", "x" * 31])
    def test_a_secret_that_is_too_short_is_refused(self, clock: MemoryClock, secret: str) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            issuer(clock, secret=secret)
        with pytest.raises(ValueError, match="32 bytes"):
            issuer(clock, previous=(secret,))


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    return json.loads(header), json.loads(claims)


def coded(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def signed(header: object, claims: object) -> str:
    message = f"{coded(header)}.{coded(claims)}"
    signature = hmac.digest(SECRET.encode(), message.encode(), "sha256")
    return f"{message}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
