import secrets

from typing_extensions import override

from application.ports.secrets import SecretSource

SECRET_BYTES = 32


class RandomSecrets(SecretSource):
    """Secrets from the random source of the operating system."""

    @override
    def new(self) -> str:
        return secrets.token_urlsafe(SECRET_BYTES)
