import asyncio
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher as Argon2
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from typing_extensions import override

from application.ports.passwords import PasswordHasher

AT_ONCE: Final = 2
SALT_BYTES: Final = 16
HASH_BYTES: Final = 32


class Argon2PasswordHasher(PasswordHasher):
    """Argon2id, by default with RFC 9106's parameters for 64 MiB (about 0.2 s of a core).

    It has two threads, so at most two hashes take memory at once. (A semaphore around a shared pool
    would be released when a leaving caller is cancelled, while the thread goes on.) Hashes made
    with other parameters can be verified too.
    """

    def __init__(
        self,
        *,
        time_cost: int = RFC_9106_LOW_MEMORY.time_cost,
        memory_kib: int = RFC_9106_LOW_MEMORY.memory_cost,
        parallelism: int = RFC_9106_LOW_MEMORY.parallelism,
    ) -> None:
        self._argon2 = Argon2(
            time_cost=time_cost,
            memory_cost=memory_kib,
            parallelism=parallelism,
            hash_len=HASH_BYTES,
            salt_len=SALT_BYTES,
        )
        salt, digest = b64encode(bytes(SALT_BYTES)), b64encode(bytes(HASH_BYTES))
        # No known password has this hash, but checking one takes the usual work.
        self._nobodys_hash = (
            f"$argon2id$v=19$m={memory_kib},t={time_cost},p={parallelism}"
            f"${salt.decode().rstrip('=')}${digest.decode().rstrip('=')}"
        )
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")

    @override
    async def hash(self, password: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._argon2.hash, _bytes(password))

    @override
    async def verify(self, password: str, password_hash: str | None) -> bool:
        loop = asyncio.get_running_loop()
        known = self._nobodys_hash if password_hash is None else password_hash
        matches = await loop.run_in_executor(self._threads, self._matches, known, _bytes(password))
        return matches and password_hash is not None

    def _matches(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._argon2.verify(password_hash, password)
        except (VerificationError, ValueError):  # a wrong password, or no argon2 hash
            return False


def _bytes(password: str) -> bytes:
    # JSON can contain half of a surrogate pair, which strict UTF-8 cannot.
    return password.encode("utf-8", "surrogatepass")
