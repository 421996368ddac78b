"""One conversation with a server that a user named."""

import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from ipaddress import ip_address

from aiohttp import (
    AddrInfoType,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.resolver import ResolverApart


class AddressRefusedError(Exception):
    """It leads to an address that is not called."""


class TooSlowError(Exception):
    """It took longer than it may."""


class UnreachableError(Exception):
    """It does not answer, or not in HTTP."""


class Conversation:
    """A session that connects to allowed addresses only, and keeps nothing.

    No proxy or `.netrc` of the environment, no cookies, no connection left open for others: so each
    request is judged by the address that its own socket is connected to. Bodies stay as they are
    sent, for a few kilobytes can unpack to gigabytes.
    """

    def __init__(self, policy: AddressPolicy, limits: ClientTimeout) -> None:
        self._gate = _Gate(policy)
        self.session = ClientSession(
            connector=TCPConnector(
                resolver=ResolverApart(),
                use_dns_cache=False,
                socket_factory=self._gate,
                force_close=True,
            ),
            timeout=limits,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": "whisper-transcriber", "Accept-Encoding": "identity"},
        )

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Say AddressRefusedError, TooSlowError or UnreachableError for what goes wrong inside."""
        try:
            yield
        except TimeoutError as error:
            raise TooSlowError from error
        # ValueError: what the client finds wrong with an address, or an answer, at a late hour.
        except (ClientError, OSError, ValueError) as error:
            raise (AddressRefusedError if self._gate.has_refused else UnreachableError) from error


@asynccontextmanager
async def conversation(policy: AddressPolicy, limits: ClientTimeout) -> AsyncIterator[Conversation]:
    """Open a conversation, and hang up at the end."""
    opened = Conversation(policy, limits)
    async with opened.session:
        yield opened


class _Gate:
    """Makes sockets, for allowed addresses; the last look before a connection is made."""

    def __init__(self, policy: AddressPolicy) -> None:
        self.has_refused = False
        self._policy = policy

    def __call__(self, info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not self._policy.allows(ip_address(str(address[0]).partition("%")[0])):
            self.has_refused = True
            raise OSError(errno.EACCES, "This address is not called.")
        return socket.socket(family, kind, protocol)
