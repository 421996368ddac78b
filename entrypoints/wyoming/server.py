"""Accepts Wyoming clients."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version

import structlog
from wyoming.info import AsrModel, AsrProgram, Attribution, Info

from application.concurrency.tasks import stopped
from application.live.transcribe_live import TranscribeLive
from application.models.served import served_model
from application.ports.models import ModelCatalog
from domain.languages import LANGUAGES
from entrypoints.wyoming.connection import WyomingConnection
from entrypoints.wyoming.reading import MOST_HEADER_BYTES

_ATTRIBUTION = Attribution(name="OpenAI", url="https://github.com/openai/whisper")


@dataclass(frozen=True, slots=True)
class WyomingServer:
    """Serves Wyoming clients; at most as many transcribe at once as there may be live sessions."""

    transcribe: TranscribeLive
    models: ModelCatalog
    host: str
    port: int

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[int]:
        """Listen while the context is open; yield the port, and end all connections at its end."""
        clients: set[asyncio.Task[None]] = set()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._serve(reader, writer))
            clients.add(task)
            task.add_done_callback(clients.discard)

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
