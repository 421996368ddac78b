import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from typing_extensions import override

from application.ports.webhooks import Vault
from domain.errors.webhooks import SecretUnreadableError

HEADER: Final = {"alg": "dir", "enc": "A256GCM"}


class JoseVault(Vault):
    """Encrypts with AES-256-GCM, as a JSON Web Encryption (RFC 7516).

    The key is derived from `secret`; values encrypted with one of `previous_secrets` can be read.
    """

    def __init__(self, secret: str, previous_secrets: Sequence[str] = ()) -> None:
        self._key = _key(secret)
        self._keys = (self._key, *map(_key, previous_secrets))

    @override
    def seal(self, secret: bytes) -> str:
        return jwe.encrypt_compact(HEADER, secret, self._key)

    @override
    def unseal(self, sealed: str) -> bytes:
        for key in self._keys:
            try:
                opened = jwe.decrypt_compact(sealed, key).plaintext
            except (JoseError, ValueError):
                continue
            if opened is not None:
                return opened
        raise SecretUnreadableError

    @override
    def new_secret(self, size_bytes: int) -> bytes:
        return secrets.token_bytes(size_bytes)


def _key(secret: str) -> OctKey:
    """Derive a separate key, since the same secret also signs tokens."""
    return OctKey.import_key(sha256(b"vault:" + secret.encode()).digest())
