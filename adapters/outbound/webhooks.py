import asyncio
from collections.abc import Mapping
from typing import Final

from aiohttp import ClientTimeout
from typing_extensions import override
from yarl import URL

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.conversation import (
    AddressRefusedError,
    TooSlowError,
    UnreachableError,
    conversation,
)
from adapters.outbound.guard import OutboundGuard
from application.ports.webhooks import WebhookTransport
from domain.webhooks import Outcome, Reply

TIMEOUT_SECONDS: Final = 15.0


class HttpWebhookTransport(WebhookTransport):
    """Posts to receivers, and reads only the headers of their answers."""

    def __init__(self, policy: AddressPolicy, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._policy = policy
        self._guard = OutboundGuard(policy)
        self._timeout_seconds = timeout_seconds

    @override
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        if self._guard.fault(url) is not None:
            return Reply(Outcome.FORBIDDEN_ADDRESS)
        try:
            # One limit for the whole call, so that a receiver cannot stall it byte by byte.
            async with asyncio.timeout(self._timeout_seconds):
                return await self._posted(url, headers, body)
        except (TooSlowError, TimeoutError):
            return Reply(Outcome.TIMED_OUT)
        except AddressRefusedError:
            return Reply(Outcome.FORBIDDEN_ADDRESS)
        except UnreachableError:
            return Reply(Outcome.UNREACHABLE)

    async def _posted(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        limits = ClientTimeout(total=self._timeout_seconds)
        async with conversation(self._policy, limits) as talk:
            with talk.translated():
                async with talk.session.post(
                    URL(url, encoded=url.isascii()),
                    data=body,
                    headers={**headers, "Content-Type": "application/json"},
                    allow_redirects=False,
                ) as answer:
                    return Reply.answered(answer.status)
