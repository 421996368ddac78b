"""What every TokenIssuer promises."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.tokens import TokenIssuer
from domain.errors.accounts import InvalidTokenError
from domain.user import Role, User, UserId
from tests.memory.clock import NOON, MemoryClock

LIFETIME_SECONDS = 3600
LEEWAY_SECONDS = 5

ADA = User(
    id=UserId(UUID(int=42)),
    username="ada",
    password_hash="not looked at",
    role=Role.USER,
    created_at=NOON,
    token_generation=3,
)


class TokenIssuerContract:
    """Tokens hold for LIFETIME_SECONDS; clocks may differ by up to LEEWAY_SECONDS."""

    def test_a_token_says_whose_it_is_and_how_long_it_holds(
        self, tokens: TokenIssuer, clock: MemoryClock
    ) -> None:
        token = tokens.issue(ADA)
        claims = tokens.verify(token.value)
        assert (claims.user_id, claims.generation) == (ADA.id, 3)
        assert (claims.expires_at - clock.now()).total_seconds() == LIFETIME_SECONDS
        assert token.expires_in_seconds == LIFETIME_SECONDS

    def test_a_user_of_the_first_generation_gets_a_token_that_holds(
        self, tokens: TokenIssuer
    ) -> None:
        token = tokens.issue(replace(ADA, token_generation=0))
        assert tokens.verify(token.value).generation == 0

    def test_every_token_has_an_id_of_its_own(self, tokens: TokenIssuer) -> None:
        ids = {tokens.verify(tokens.issue(ADA).value).token_id for _ in range(5)}
        assert len(ids) == 5

    async def test_a_token_expires(self, tokens: TokenIssuer, clock: MemoryClock) -> None:
        token = tokens.issue(ADA).value
        await clock.advance(LIFETIME_SECONDS - 1)
        tokens.verify(token)
        await clock.advance(1 + LEEWAY_SECONDS)
        with pytest.raises(InvalidTokenError):
            tokens.verify(token)

    async def test_a_token_of_a_host_whose_clock_is_a_little_ahead_holds(
        self, tokens: TokenIssuer, clock: MemoryClock
    ) -> None:
        token = tokens.issue(ADA).value
        await clock.advance(-LEEWAY_SECONDS)
        tokens.verify(token)

    async def test_a_token_from_the_future_does_not_hold(
        self, tokens: TokenIssuer, clock: MemoryClock
    ) -> None:
        token = tokens.issue(ADA).value
        await clock.advance(-LEEWAY_SECONDS - 2)
        with pytest.raises(InvalidTokenError):
            tokens.verify(token)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it keeps no state
    @given(data=st.data())
    def test_a_token_that_was_changed_anywhere_does_not_hold(
        self, tokens: TokenIssuer, data: st.DataObject
    ) -> None:
        token = tokens.issue(ADA).value
        # The last character carries bits that decoders ignore, so it is left alone.
        place = data.draw(st.integers(0, len(token) - 2))
        other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != token[place]))
        with pytest.raises(InvalidTokenError):
            tokens.verify(token[:place] + other + token[place + 1 :])

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(value=st.text() | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True))
    def test_any_text_is_only_an_invalid_token(self, tokens: TokenIssuer, value: str) -> None:
        with pytest.raises(InvalidTokenError):
            tokens.verify(value)

    @pytest.mark.parametrize("value", ["", ".", "..", "a.b.c", "\ud800", "x" * 1_000_000])
    def test_garbage_does_not_hold(self, tokens: TokenIssuer, value: str) -> None:
        with pytest.raises(InvalidTokenError):
            tokens.verify(value)
