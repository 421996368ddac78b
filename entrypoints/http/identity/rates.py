"""Writes the rate limit headers of responses.

RateLimit and RateLimit-Policy are those of draft-ietf-httpapi-ratelimit-headers: lists of
structured fields (RFC 9651).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from application.ports.rates import RateState
from domain.errors.capacity import RateLimitedError

RATES: Final = web.RequestKey("rates", Sequence[RateState])


def note_rates(request: web.Request, states: Sequence[RateState]) -> None:
    """Store the rates for the response's headers. Raises RateLimitedError if one is exceeded."""
    request[RATES] = states
    waits = [state.reset_seconds for state in states if state.exceeded]
    if waits:
        raise RateLimitedError(max(waits))


def rate_headers(request: web.Request) -> Mapping[str, str]:
    """Return the headers of the stored rates; none if no rate was stored."""
    states = request.get(RATES, ())
    if not states:
        return {}
    policies = (f'"{s.rate.name}";q={s.rate.requests};w={s.rate.seconds}' for s in states)
    left = (f'"{s.rate.name}";r={s.remaining};t={s.reset_seconds}' for s in states)
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(left)}
