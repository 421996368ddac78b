"""Make HTTP requests to a server that a user named."""

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
    """The address resolves to one that may not be called."""


class TooSlowError(Exception):
    """The server took longer than allowed."""


class UnreachableError(Exception):
    """The server does not answer, or not in HTTP."""


class Conversation:
    """An HTTP session that only connects to allowed addresses and keeps no state.

    It uses no proxy and no `.netrc` of the environment, stores no cookies and reuses no connection,
    so each request is checked by the address that its own socket connects to. Bodies are not
    unpacked, since a few kilobytes can unpack to gigabytes.
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
        """Raise AddressRefusedError, TooSlowError or UnreachableError for errors of the block."""
        try:
            yield
        except TimeoutError as error:
            raise TooSlowError from error
        # ValueError: the client finds some faults of an address or an answer only late.
        except (ClientError, OSError, ValueError) as error:
            raise (AddressRefusedError if self._gate.has_refused else UnreachableError) from error


@asynccontextmanager
async def conversation(policy: AddressPolicy, limits: ClientTimeout) -> AsyncIterator[Conversation]:
    """Open a session, and close it at the end."""
    opened = Conversation(policy, limits)
    async with opened.session:
        yield opened


class _Gate:
    """Makes sockets for allowed addresses only; the last check before a connection is made."""

    def __init__(self, policy: AddressPolicy) -> None:
        self.has_refused = False
        self._policy = policy

    def __call__(self, info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not self._policy.allows(ip_address(str(address[0]).partition("%")[0])):
            self.has_refused = True
            raise OSError(errno.EACCES, "This address is not called.")
        return socket.socket(family, kind, protocol)
