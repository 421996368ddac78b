"""The same line with asyncio."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import suppress
from typing import Final

import httpcore
import httpx

from whisper_transcriber_client.errors import error_of
from whisper_transcriber_client.flows.line_steps import Dial, Hear, Say
from whisper_transcriber_client.line import (
    BREAKS,
    CHUNK_BYTES,
    SAY_SECONDS,
    SWITCHING,
    broken,
    request_of,
    stream_of,
)
from whisper_transcriber_client.sound import SoundBuffer

_FULL_SECONDS: Final = 0.1


class AsyncLine:
    """One line at a time; closing it twice is allowed."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._answer: httpx.Response | None = None

    async def aclose(self) -> None:
        """Close the line, if there is one."""
        answer, self._answer = self._answer, None
        if answer is not None:
            with suppress(*BREAKS, httpx.RequestError):
                await answer.aclose()

    async def dial(self, step: Dial) -> None:
        """Open a line. Raises httpx.RequestError, ClientError."""
        await self.aclose()
        answer = await self._http.send(request_of(self._http, step), stream=True)
        if answer.status_code != SWITCHING:
            await answer.aread()
            raise error_of(answer)
        self._answer = answer

    async def say(self, step: Say) -> None:
        """Send bytes. Raises ConnectionBrokenError."""
        try:
            await stream_of(self._answer).write(step.content, timeout=SAY_SECONDS)
        except BREAKS as error:
            raise broken(error) from error

    async def hear(self, step: Hear) -> bytes | None:
        """Wait for bytes; None if none came in time. Raises ConnectionBrokenError."""
        try:
            stream = stream_of(self._answer)
            content: bytes = await stream.read(CHUNK_BYTES, timeout=step.seconds)
        except httpcore.ReadTimeout:
            return None
        except BREAKS as error:
            raise broken(error) from error
        return content


async def fill(buffer: SoundBuffer, sound: AsyncIterable[bytes]) -> None:
    """Read sound, as the work of a task of its own."""
    try:
        async for piece in sound:
            while buffer.full:  # noqa: ASYNC110  # the buffer is shared with threads
                await asyncio.sleep(_FULL_SECONDS)
            buffer.put(piece)
    except Exception as error:  # noqa: BLE001  # it is raised where the sound is taken
        buffer.end(error)
    else:
        buffer.end()
