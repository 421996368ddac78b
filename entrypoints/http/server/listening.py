"""The address at which a process answers, made its own before there is anything to answer with."""

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

import structlog

from domain.errors import TranscriberError
from entrypoints.http.server.connections import Runner
from entrypoints.http.server.entrance import Entrance

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class CannotListenError(TranscriberError):
    """Nobody can be answered at this address; the message says why and what to do."""

    code = "cannot_listen"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen; `elsewhere` is a command that does so at another port."""

    host: str
    port: int
    elsewhere: str

    def refusal(self, error: OSError) -> CannotListenError:
        """Say in words why nobody can listen here."""
        where = f"[{self.host}]" if ":" in self.host else self.host
        if error.errno == errno.EADDRINUSE:
            return CannotListenError(
                f"Another program listens at {where}:{self.port}. "
                f"Stop that, or choose another port: {self.elsewhere}"
            )
        return CannotListenError(
            f"Nobody can listen at {where}:{self.port}: {_reason(error)}. "
            f"Name an address of this machine (HOST) and a port above 1023: {self.elsewhere}"
        )


class Place:
    """An address that is held: nobody else can listen there, and nobody is answered yet."""

    def __init__(self, address: Address, sockets: Sequence[socket.socket]) -> None:
        self._address = address
        self._sockets = sockets

    async def answer(self, runner: Runner) -> None:
        """Let everybody in. Raises CannotListenError, if another held it too and was quicker."""
        with _in_words(self._address):
            for each in self._sockets:
                await Entrance(runner, each).start()
        log.info("listening", at=[_url(each) for each in self._sockets])


@asynccontextmanager
async def held(address: Address) -> AsyncIterator[Place]:
    """Hold an address meanwhile. Raises CannotListenError."""
    loop = asyncio.get_running_loop()
    with _in_words(address):
        # asyncio knows all addresses that a name stands for, and which of them are not to be had.
        server = await loop.create_server(
            asyncio.Protocol, address.host, address.port, start_serving=False
        )
    with ExitStack() as stack:
        sockets = [stack.enter_context(each.dup()) for each in server.sockets]
        server.close()
        yield Place(address, sockets)


@contextmanager
def _in_words(address: Address) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise address.refusal(error) from error


def _url(bound: socket.socket) -> str:
    """Say where it listens, by the port that it got where any would do."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reason(error: OSError) -> str:
    """Say what the system says of it; what asyncio adds is for programmers."""
    if isinstance(error, socket.gaierror) or not error.errno:
        return error.strerror or str(error)
    return os.strerror(error.errno)
