"""What every SecretSource promises."""

import re

from application.ports.secrets import SecretSource


class SecretSourceContract:
    def test_no_secret_is_made_twice(self, secrets: SecretSource) -> None:
        assert len({secrets.new() for _ in range(1_000)}) == 1_000

    def test_a_secret_goes_into_headers_and_addresses_as_it_is(self, secrets: SecretSource) -> None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", secrets.new())
