"""Send what comes in to a server as a live job, and print what the server hears."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, Literal

from domain.live.settings import SoundFormat
from entrypoints.cli.listen.sound import opened
from entrypoints.cli.remote.address import Account
from entrypoints.cli.remote.client import connected
from whisper_transcriber_client import AsyncClient, LiveNews, LiveStored, LiveTurn, LiveWords
from whisper_transcriber_client.sound import Encoding

Say = Callable[[str], None]
# Seconds for the last sound and for the end of the job after Ctrl-C; the program has two.
_STORING_SECONDS: Final = 1.0
_ENDING_SECONDS: Final = 0.7
_ENCODINGS: Final[dict[SoundFormat, Encoding]] = {
    SoundFormat.PCM_24_KHZ: "pcm",
    SoundFormat.PCM_16_KHZ: "pcm",
    SoundFormat.ULAW_8_KHZ: "pcmu",
    SoundFormat.ALAW_8_KHZ: "pcma",
}


@dataclass(frozen=True, slots=True)
class AfarOrder:
    """What to send, and the options of its job; `flowing` prints words as they come.

    `say` prints text, `tell` what is said about it.
    """

    pieces: AsyncIterator[bytes]
    rate: int
    options: Mapping[str, Any]
    flowing: bool
    say: Say
    tell: Say


async def listen_afar(order: AfarOrder, who: Account) -> None:
    """Print until the sound ends. Raises InvalidRequestError, RemoteError."""
    sound_format, head = await opened(order.pieces, order.rate)
    if not head:
        order.tell("There was no sound, so no job was made.")
        return
    async with connected(who) as client:
        job_id = await client.begin_live(**order.options)
        order.tell(f"{who.server}/live/{job_id} shows it while it is spoken.")
        session = _Session(order, client, job_id, sound_format)
        try:
            await session.run(head)
        except asyncio.CancelledError:
            await session.stop()
            raise
        finally:
            order.tell(f"Job {job_id}: {who.server}/#/recordings/{job_id}")


class _Session:
    """One live job, until its sound ends or the program is stopped."""

    def __init__(
        self, order: AfarOrder, client: AsyncClient, job_id: str, sound_format: SoundFormat
    ) -> None:
        self._order = order
        self._client = client
        self._job_id = job_id
        self._format = sound_format
        self._printer = Printer(order.say, flowing=order.flowing)
        self._stopping = asyncio.Event()
        self._read = self._stored = 0
        self._sending: asyncio.Task[None] | None = None

    async def run(self, head: bytes) -> None:
        """Send all sound, print what is heard, and end the job."""
        self._sending = asyncio.create_task(self._send(head))
        await asyncio.shield(self._sending)
        await self._client.end_live(self._job_id)

    async def stop(self) -> None:
        """Send no more than was read, and end the job, in the time that the program has left."""
        self._stopping.set()
        if self._sending is not None:
            await asyncio.wait({self._sending}, timeout=_STORING_SECONDS)
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        self._printer.end_line()
        try:
            async with asyncio.timeout(_ENDING_SECONDS):
                await self._client.end_live(self._job_id)
        except TimeoutError:
            self._order.tell(
                "The server does not answer. It ends the recording by itself after a while, "
                "10 minutes if nothing else is set."
            )

    async def _send(self, head: bytes) -> None:
        sent = self._client.send_live(
            self._job_id,
            self._sound(head),
            rate=self._format.rate_hz,
            encoding=_ENCODINGS[self._format],
        )
        async with aclosing(sent) as told:
            async for news in told:
                self._printer.note(news)
                if self._all_is_stored(news):
                    return

    def _all_is_stored(self, news: LiveNews) -> bool:
        """Say whether the program is to stop, and can; there is no time for the last texts."""
        if isinstance(news, LiveStored):
            self._stored = news.offset
        return self._stopping.is_set() and self._stored >= self._read

    async def _sound(self, head: bytes) -> AsyncGenerator[bytes, None]:
        self._read += len(head)
        yield head
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            while piece := await self._next_piece(stopping):
                self._read += len(piece)
                yield piece
        finally:
            stopping.cancel()

    async def _next_piece(self, stopping: "asyncio.Task[Literal[True]]") -> bytes:
        """Wait for sound; there is none after its end, or once the program is to stop."""
        piece = asyncio.ensure_future(anext(self._order.pieces, b""))
        await asyncio.wait({piece, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if piece.done():
            return piece.result()
        piece.cancel()
        return b""


class Printer:
    """Prints each turn as a line, or its words as they come."""

    def __init__(self, say: Say, *, flowing: bool) -> None:
        self._say = say
        self._flowing = flowing
        self._turn: str | None = None

    def note(self, news: LiveNews) -> None:
        """Take what the session tells."""
        match news:
            case LiveWords(turn, text) if self._flowing:
                if turn != self._turn:
                    self.end_line()
                self._turn = turn
                self._say(text)
            case LiveTurn(turn) if self._flowing and turn == self._turn:
                self.end_line()
            case LiveTurn(_, text):
                self.end_line()
                self._say(f"{text}\n")

    def end_line(self) -> None:
        """End a line that was begun."""
        if self._turn is not None:
            self._say("\n")
        self._turn = None
