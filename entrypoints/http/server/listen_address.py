"""Binds the listening address early, before the application is ready to answer."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from domain.errors.kinds import TranscriberError
from entrypoints.http.server.acceptor import Acceptor
from entrypoints.http.server.connections import Runner

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class CannotListenError(TranscriberError):
    """The address cannot be bound; the message says why and what to do."""

    code = "cannot_listen"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; `elsewhere` is a command that listens on another port."""

    host: str
    port: int
    elsewhere: str

    def refusal(self, error: OSError) -> CannotListenError:
        """Return an error that explains why the address cannot be bound."""
        where = f"[{self.host}]" if ":" in self.host else self.host
        if error.errno == errno.EADDRINUSE:
            return CannotListenError(
                f"Another program is listening at {where}:{self.port}. "
                f"Stop it, or choose another port: {self.elsewhere}"
            )
        return CannotListenError(
            f"Cannot listen at {where}:{self.port}: {_reason(error)}. "
            f"Set HOST to an address of this machine, and a port above 1023: {self.elsewhere}"
        )


class BoundAddress:
    """A bound address: no other process can listen there, and no connection is accepted yet."""

    def __init__(self, address: Address, sockets: Sequence[socket.socket]) -> None:
        self._address = address
        self._sockets = sockets

    async def answer(self, runner: Runner) -> None:
        """Start to accept connections.

        Raises CannotListenError if another process that had bound the address listens already.
        """
        with _in_words(self._address):
            for each in self._sockets:
                await Acceptor(runner, each).start()
        log.info("listening", at=[_url(each) for each in self._sockets])


@asynccontextmanager
async def bind(address: Address) -> AsyncIterator[BoundAddress]:
    """Bind an address while the context is open. Raises CannotListenError."""
    loop = asyncio.get_running_loop()
    with _in_words(address):
        # asyncio resolves a host name to all its addresses, and finds those that cannot be bound.
        server = await loop.create_server(
            asyncio.Protocol, address.host, address.port, start_serving=False
        )
    with ExitStack() as stack:
        sockets = [stack.enter_context(each.dup()) for each in server.sockets]
        server.close()
        yield BoundAddress(address, sockets)


@contextmanager
def _in_words(address: Address) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise address.refusal(error) from error


def _url(bound: socket.socket) -> str:
    """Return the address as a URL, with the actual port if port 0 was asked for."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reason(error: OSError) -> str:
    """Return the system's words for the error; asyncio's own message is for programmers."""
    if isinstance(error, socket.gaierror) or not error.errno:
        return error.strerror or str(error)
    return os.strerror(error.errno)
