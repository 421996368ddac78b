"""What every LiveSecretIssuer promises."""

import pytest

from application.ports.live_secrets import SECRET_MARK, LiveSecretIssuer
from application.ports.tokens import TokenIssuer
from domain.errors.accounts import InvalidTokenError
from domain.errors.kinds import InvalidRequestError
from tests.contracts.token_issuer import ADA
from tests.memory.clock import MemoryClock


class LiveSecretIssuerContract:
    """Fixtures: `issuer`, `tokens` with the same key, and their `clock`."""

    def test_a_secret_says_whose_it_is_and_what_it_opens(
        self, issuer: LiveSecretIssuer, clock: MemoryClock
    ) -> None:
        secret = issuer.issue(ADA, key_digest="ab", token_id="cd", session="{}", seconds=60)
        claims = issuer.verify(secret.value)
        assert secret.value.startswith(SECRET_MARK)
        assert (secret.expires_at - clock.now()).total_seconds() == 60
        assert (claims.user_id, claims.generation) == (ADA.id, ADA.token_generation)
        assert (claims.key_digest, claims.token_id, claims.session) == ("ab", "cd", "{}")

    async def test_a_secret_expires(self, issuer: LiveSecretIssuer, clock: MemoryClock) -> None:
        secret = issuer.issue(ADA, key_digest=None, token_id=None, session="", seconds=60)
        await clock.advance(120.0)
        with pytest.raises(InvalidTokenError):
            issuer.verify(secret.value)
        assert issuer.verify(secret.value, even_expired=True).user_id == ADA.id

    @pytest.mark.parametrize("even_expired", [True, False])
    def test_a_forged_secret_is_refused(
        self, issuer: LiveSecretIssuer, *, even_expired: bool
    ) -> None:
        value = issuer.issue(ADA, key_digest=None, token_id=None, session="", seconds=60).value
        forged = [value[:-4] + "AAAA", value.removeprefix(SECRET_MARK), SECRET_MARK, "ek_ä", ""]
        for each in forged:
            with pytest.raises(InvalidTokenError):
                issuer.verify(each, even_expired=even_expired)

    def test_logins_and_secrets_do_not_replace_each_other(
        self, issuer: LiveSecretIssuer, tokens: TokenIssuer
    ) -> None:
        login = tokens.issue(ADA).value
        secret = issuer.issue(ADA, key_digest=None, token_id=None, session="", seconds=60).value
        with pytest.raises(InvalidTokenError):
            issuer.verify(SECRET_MARK + login, even_expired=True)
        for value in (secret, secret.removeprefix(SECRET_MARK)):
            with pytest.raises(InvalidTokenError):
                tokens.verify(value)

    def test_settings_that_fit_into_no_header_are_refused(self, issuer: LiveSecretIssuer) -> None:
        with pytest.raises(InvalidRequestError):
            issuer.issue(ADA, key_digest=None, token_id=None, session="x" * 5_000, seconds=60)
