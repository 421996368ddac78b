"""Limit how many requests a user or an address may send in a minute."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.rates import Rate, RateLimiter, RateState
from domain.principal import Principal


@dataclass(frozen=True, slots=True)
class CountRequest:
    """Count a request against the rate limits of its user and of its API key.

    Both are per minute; None is without limit.
    """

    limiter: RateLimiter
    per_user: int | None = None
    per_key: int | None = None

    async def __call__(self, principal: Principal) -> Sequence[RateState]:
        """Return the state of each limit, the one with the fewest requests left first."""
        states = []
        if self.per_user is not None:
            rate = Rate("user", self.per_user)
            states.append(await self.limiter.count(rate, f"user:{principal.user.id}"))
        if self.per_key is not None and principal.key is not None:
            rate = Rate("key", self.per_key)
            states.append(await self.limiter.count(rate, f"key:{principal.key.id}"))
        return sorted(states, key=lambda state: (not state.exceeded, state.remaining))
