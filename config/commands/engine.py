"""Runs the engine alone: no database, no queue, nothing stored."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from typing_extensions import override

from adapters.sound.processes.pool import DecodingProcesses
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine, Workshop


class WiredEngine(LocalEngine):
    """Wires four adapters by hand; importing the container would import everything."""

    @override
    @asynccontextmanager
    async def open(
        self, choice: EngineChoice, preparing: Callable[[float | None], None]
    ) -> AsyncIterator[Workshop]:
        processes = DecodingProcesses(ahead=False)
        try:
            # The decoding process starts on another core while the rest of the engine is imported
            # here.
            processes.open()
            from config.commands.workshop import workshop

            async with workshop(choice, processes, preparing) as made:
                yield made
        finally:
            processes.close()
