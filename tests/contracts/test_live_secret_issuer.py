"""The live secret contract, over JSON Web Tokens."""

import pytest

from adapters.security.jose_live_secrets import JoseLiveSecrets
from adapters.security.jose_tokens import JoseTokenIssuer
from application.ports.live_secrets import LiveSecretIssuer
from application.ports.tokens import TokenIssuer
from tests.contracts.live_secret_issuer import LiveSecretIssuerContract
from tests.memory.clock import MemoryClock
from tests.memory.ids import SequentialIds

SECRET = "a secret for tests alone, 32 long"  # of a test


class TestJoseLiveSecrets(LiveSecretIssuerContract):
    @pytest.fixture
    def clock(self) -> MemoryClock:
        return MemoryClock()

    @pytest.fixture
    def issuer(self, clock: MemoryClock) -> LiveSecretIssuer:
        return JoseLiveSecrets(clock, secret=SECRET, issuer="tests", audience="tests")

    @pytest.fixture
    def tokens(self, clock: MemoryClock) -> TokenIssuer:
        return JoseTokenIssuer(
            clock,
            SequentialIds(),
            secret=SECRET,
            issuer="tests",
            audience="tests",
            expires_in_seconds=60,
        )
