"""Accepts Wyoming clients."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

import structlog
from wyoming.info import AsrModel, AsrProgram, Attribution, Info

from application.concurrency.tasks import stopped
from application.live.transcribe_live import TranscribeLive
from application.models.served import served_model
from application.ports.models import ModelCatalog
from domain.languages import LANGUAGES
from entrypoints.http.identity.networks import network_of
from entrypoints.wyoming.connection import WyomingConnection
from entrypoints.wyoming.reading import MOST_HEADER_BYTES

# Each may make the service hold about 1 MiB, and nobody logs in.
MOST_CLIENTS: Final = 64
MOST_CLIENTS_OF_ADDRESS: Final = 32
_ATTRIBUTION = Attribution(name="OpenAI", url="https://github.com/openai/whisper")


@dataclass(frozen=True, slots=True)
class WyomingServer:
    """Serves Wyoming clients; at most as many transcribe at once as there may be live sessions.

    Connections beyond a number, in all and of one address, are closed at once.
    """

    transcribe: TranscribeLive
    models: ModelCatalog
    host: str
    port: int

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[int]:
        """Listen while the context is open; yield the port, and end all connections at its end."""
        clients: set[asyncio.Task[None]] = set()
        addresses: Counter[str] = Counter()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            address = network_of(str((writer.get_extra_info("peername") or ("unknown",))[0]))
            if len(clients) >= MOST_CLIENTS or addresses[address] >= MOST_CLIENTS_OF_ADDRESS:
                writer.close()
                return
            task = asyncio.ensure_future(self._serve(reader, writer))
            clients.add(task)
            addresses[address] += 1

            def left(done: asyncio.Task[None]) -> None:
                clients.discard(done)
                addresses[address] -= 1
                if not addresses[address]:
                    del addresses[address]

            task.add_done_callback(left)

        server = await asyncio.start_server(accept, self.host, self.port, limit=MOST_HEADER_BYTES)
        port: int = server.sockets[0].getsockname()[1]
        structlog.get_logger().info("wyoming_listening", host=self.host, port=port)
        try:
            yield port
        finally:
            server.close()
            await stopped(*clients)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = WyomingConnection(
            reader,
            writer,
            self.transcribe,
            find_model=lambda name: served_model(self.models, name),
            describe=self._info,
            idle_seconds=self.transcribe.open_sessions.limits.idle_seconds,
        )
        try:
            with suppress(TimeoutError, ConnectionError, asyncio.IncompleteReadError):
                await connection.run()
        finally:
            writer.close()

    def _info(self) -> Info:
        models = [
            AsrModel(
                name=model.name,
                attribution=_ATTRIBUTION,
                installed=True,
                description=f"Whisper {model.name}",
                version=None,
                languages=["en"] if model.name.endswith(".en") else list(LANGUAGES),
            )
            for model in self.models.served()
        ]
        program = AsrProgram(
            name="whisper-transcriber",
            attribution=_ATTRIBUTION,
            installed=True,
            description="Self-hosted speech to text",
            version=version("whisper-transcriber"),
            models=models,
            supports_transcript_streaming=True,
        )
        return Info(asr=[program])
