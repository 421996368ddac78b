"""A transcriber with scripted passages, which can also run a test's actions in between."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from typing_extensions import override

from application.ports.transcriber import (
    Begun,
    Ended,
    Heard,
    Prepared,
    Preparing,
    Transcriber,
    TranscriptionRequest,
    Update,
)
from domain.job import Caveat
from domain.transcript import DetectedLanguage, Passage
from tests.samples import a_passage

Act = Callable[[], Awaitable[None]]
GERMAN = DetectedLanguage("de", 0.9)
NOISY = Caveat("noisy", "There is noise.")


class ScriptedTranscriber(Transcriber):
    """Says one word a second, each in a passage of its own, and goes on where it is told to.

    `before[n]` is done before the n-th passage comes (counted from 0); the one after the last
    passage is done before the end. `preparing` is told before all, then `begun`. `open` counts
    the recordings it works on right now. Unless it `ends`, it breaks its promise to say so.
    """

    def __init__(self, *words: str) -> None:
        self.passages: tuple[Passage, ...] = tuple(
            a_passage(f" {word}", start=float(n), end=n + 1.0) for n, word in enumerate(words)
        )
        self.before: dict[int, Act] = {}
        self.requests: list[TranscriptionRequest] = []
        self.open = 0
        self.ends = True
        self.preparing: tuple[float | None, ...] = ()
        self.begun: tuple[float, ...] = ()

    @override
    async def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        self.requests.append(request)
        self.open += 1
        try:
            for share in self.preparing:
                yield Preparing(share)
            if self.preparing:
                yield Prepared()
            for position in self.begun:
                yield Begun(position)
            heard = request.resume_after.position if request.resume_after else 0.0
            for n, passage in enumerate(self.passages):
                if passage.position > heard:
                    await self._act(n)
                    yield Heard(passage, request.detected or GERMAN)
            await self._act(len(self.passages))
            if self.ends:
                seconds = self.passages[-1].position if self.passages else 0.0
                yield Ended(seconds, request.detected or GERMAN, (NOISY,), "r1")
        finally:
            self.open -= 1

    async def _act(self, n: int) -> None:
        if n in self.before:
            await self.before[n]()


def raising(*errors: Exception) -> Act:
    """Make an act that raises these errors, one at each call, and does nothing from then on."""
    left = list(errors)

    async def act() -> None:
        if left:
            raise left.pop(0)

    return act


async def forever() -> None:
    """Be at it until somebody has had enough."""
    await asyncio.Event().wait()
