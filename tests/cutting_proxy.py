"""A proxy that closes a connection after a number of bytes, and goes on with another server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import cycle


class CuttingProxy:
    """Passes connections on to each server in turn; `cuts` hang up on those that send as much.

    The first cut is for the first connection that sends so many bytes, and so on.
    """

    def __init__(self, ports: Sequence[int], cuts: Sequence[int]) -> None:
        self._ports = cycle(ports)
        self._cuts = list(cuts)

    @property
    def cuts_left(self) -> int:
        return len(self._cuts)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", next(self._ports))
        back = asyncio.create_task(_copy(there, writer))
        sent = 0
        with suppress(ConnectionError):
            while block := await reader.read(16_384):
                sent += len(block)
                here.write(block)
                await here.drain()
                if self._cuts and sent >= self._cuts[0]:
                    self._cuts.pop(0)
                    here.close()  # what was sent arrives, and then nothing more
                    writer.transport.abort()
                    break
        back.cancel()
        here.close()
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while block := await reader.read(16_384):
            writer.write(block)
            await writer.drain()
    writer.close()  # the server hung up, so the client must not send it another request
