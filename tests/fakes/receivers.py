"""Receivers of webhooks with scripted replies."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from typing_extensions import override

from application.ports.webhooks import WebhookTransport
from domain.webhooks import Outcome, Reply


@dataclass(frozen=True)
class Sent:
    """One message as it arrived."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class ScriptedReceivers(WebhookTransport):
    """Gives one reply after the other, and then takes everything; `meanwhile` comes before each."""

    replies: list[Reply] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    meanwhile: Callable[[Sent], Awaitable[None]] | None = None

    @override
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        self.sent.append(Sent(url, headers, body))
        if self.meanwhile is not None:
            await self.meanwhile(self.sent[-1])
        return self.replies.pop(0) if self.replies else Reply(Outcome.ACCEPTED, 200)
