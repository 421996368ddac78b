import math
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from typing_extensions import override

from adapters.redis.link import RedisAwayError, RedisLink
from application.ports.attempts import AttemptLimiter, AttemptPolicy
from application.ports.clock import Clock
from domain.errors.accounts import TooManyAttemptsError

# For each key: add a failure at ARGV[1]; earlier ones count unless the last is ARGV[2] old.
# The times come from the clock port, not from Redis; Redis only expires the keys.
COUNT: Final = """
for _, key in ipairs(KEYS) do
  local last = redis.call('HGET', key, 'last')
  if last and math.abs(tonumber(ARGV[1]) - tonumber(last)) >= tonumber(ARGV[2]) then
    redis.call('DEL', key)
  end
  redis.call('HINCRBY', key, 'count', 1)
  redis.call('HSET', key, 'last', ARGV[1])
  redis.call('PEXPIRE', key, math.ceil(tonumber(ARGV[2]) * 1000))
end
"""


@dataclass(slots=True)
class RedisAttemptLimiter(AttemptLimiter):
    """Counts over all processes; while Redis is away, `fallback` counts for this one.

    Keys are stored as hashes: names and addresses stay private, and any length fits.
    """

    link: RedisLink
    clock: Clock
    fallback: AttemptLimiter
    prefix: str
    policy: AttemptPolicy = field(default_factory=AttemptPolicy)

    @override
    async def ensure_allowed(self, *keys: str) -> None:
        try:
            waits = [await self._wait(key) for key in keys]
        except RedisAwayError:
            await self.fallback.ensure_allowed(*keys)
            return
        if (wait := max(waits, default=0.0)) > 0:
            raise TooManyAttemptsError(math.ceil(wait))

    @override
    async def failed(self, *keys: str) -> None:
        names = [self._name(key) for key in keys]
        times = [repr(self._now()), str(self.policy.memory)]
        try:
            await self.link.ask(lambda redis: redis.register_script(COUNT)(keys=names, args=times))
        except RedisAwayError:
            await self.fallback.failed(*keys)

    @override
    async def succeeded(self, *keys: str) -> None:
        await self.fallback.succeeded(*keys)
        names = [self._name(key) for key in keys]
        try:
            await self.link.ask(lambda redis: redis.delete(*names))
        except RedisAwayError:
            return  # what Redis still has expires there

    async def _wait(self, key: str) -> float:
        count, last = await self.link.ask(
            lambda redis: redis.hmget(self._name(key), ["count", "last"])
        )
        if count is None or last is None:
            return 0.0
        age = abs(self._now() - float(last))  # a clock that was set back must not lock anybody out
        return 0.0 if age >= self.policy.memory else self.policy.wait(int(count)) - age

    def _now(self) -> float:
        return self.clock.now().timestamp()

    def _name(self, key: str) -> str:
        digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.prefix}attempts:{digest}"
