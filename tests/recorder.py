"""A client of the realtime protocol whose sound is kept, for tests in memory."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientWebSocketResponse

from tests.service_in_memory import Client

PATH = "/v1/realtime"
SECOND = 8_000  # of G.711
PATIENCE_SECONDS = 10.0
Bearer = dict[str, str]


class Recorder:
    """A client whose sound is kept."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self, *kinds: str) -> dict[str, Any]:
        """Wait for a message of one of these types."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                told: dict[str, Any] = await self.socket.receive_json()
                if told["type"] in kinds:
                    return told

    async def send(self, kind: str, **fields: object) -> None:
        await self.socket.send_str(json.dumps({"type": kind, **fields}))

    async def append(self, sound: bytes) -> None:
        for start in range(0, len(sound), SECOND // 2):
            piece = b64encode(sound[start : start + SECOND // 2]).decode()
            await self.send("input_audio_buffer.append", audio=piece)

    async def telephone(self) -> None:
        heard = {"format": {"type": "audio/pcmu"}, "turn_detection": None}
        session = {"type": "transcription", "audio": {"input": heard}}
        await self.send("session.update", session=session)
        await self.next("session.updated")


@asynccontextmanager
async def recorder(client: Client, query: str, bearer: Bearer) -> AsyncIterator[Recorder]:
    async with client.ws_connect(f"{PATH}?{query}", headers=bearer) as socket:
        yield Recorder(socket)


def speech(seconds: float) -> bytes:
    return bytes(b"abcdefg"[number % 7] for number in range(round(seconds * SECOND)))
