"""Count failed attempts in the memory of one process."""

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final

from typing_extensions import override

from application.ports.attempts import AttemptLimiter, AttemptPolicy
from application.ports.clock import Clock
from domain.errors.accounts import TooManyAttemptsError

KEYS_REMEMBERED: Final = 100_000  # some 30 MB at most


@dataclass(slots=True)
class _Failures:
    count: int
    last_at: datetime


@dataclass(slots=True)
class MemoryAttemptLimiter(AttemptLimiter):
    """Counts for this process alone; over its bound, it drops the key with the oldest failure.

    Keys are stored as hashes, so a name of a megabyte takes no more memory than another.
    """

    clock: Clock
    policy: AttemptPolicy = field(default_factory=AttemptPolicy)
    _failures: OrderedDict[bytes, _Failures] = field(default_factory=OrderedDict)

    @override
    async def ensure_allowed(self, *keys: str) -> None:
        wait = max((self._wait(key) for key in keys), default=0.0)
        if wait > 0:
            raise TooManyAttemptsError(math.ceil(wait))

    @override
    async def failed(self, *keys: str) -> None:
        for key in keys:
            known = self._remembered(key)
            count = known.count + 1 if known else 1
            self._failures[_hash(key)] = _Failures(count, self.clock.now())
            self._failures.move_to_end(_hash(key))
        while len(self._failures) > KEYS_REMEMBERED:
            self._failures.popitem(last=False)

    @override
    async def succeeded(self, *keys: str) -> None:
        for key in keys:
            self._failures.pop(_hash(key), None)

    def _wait(self, key: str) -> float:
        known = self._remembered(key)
        return self.policy.wait(known.count) - self._age(known) if known else 0.0

    def _remembered(self, key: str) -> _Failures | None:
        known = self._failures.get(_hash(key))
        return known if known and self._age(known) < self.policy.memory else None

    def _age(self, failures: _Failures) -> float:
        """Return how long ago that was; a clock that was put back must not lock anybody out."""
        return abs((self.clock.now() - failures.last_at).total_seconds())


def _hash(key: str) -> bytes:
    return sha256(key.encode("utf-8", "surrogatepass")).digest()
