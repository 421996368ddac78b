"""The engine by itself: no database, no queue, nothing left behind."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from typing_extensions import override

from adapters.whisper.probing.examiners import Examiners
from entrypoints.cli.transcribe.engine import EngineChoice, LocalEngine, Workshop

# Read when OpenMP's library is loaded, with CTranslate2. Its threads wait for each other after each
# step; if they spin meanwhile, and another program has the core of one, the others burn theirs: one
# clip of 11 s on two busy cores took 20 s of processor time so, and takes 2 s if they sleep.
SLEEPING: Final = ("OMP_WAIT_POLICY", "passive")


class WiredEngine(LocalEngine):
    """Four adapters do for it; the container would import the whole house."""

    @override
    @asynccontextmanager
    async def open(
        self, choice: EngineChoice, preparing: Callable[[float | None], None]
    ) -> AsyncIterator[Workshop]:
        examiners = Examiners()
        try:
            # Its process starts on another core while the rest of the engine is imported here.
            examiners.open()
            os.environ.setdefault(*SLEEPING)
            from config.commands.workshop import workshop

            async with workshop(choice, examiners, preparing) as made:
                yield made
        finally:
            examiners.close()
