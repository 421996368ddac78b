"""One session in simulated time, which goes on by the processor time of each decoding.

So the figures are those of a machine that does nothing else, also where others use it meanwhile.
Sound arrives at the pace of the simulated time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time
from uuid import UUID

import numpy as np
from typing_extensions import override

from adapters.sound.listening import SileroSpeechDetectors
from adapters.system.ids import RandomIds
from adapters.whisper.live import WhisperLiveTranscriber
from adapters.whisper.models.pool import ModelPool
from application.live.backlog import Backlog
from application.live.hearing import Hearing
from application.live.telling import Telling
from application.ports.live_transcriber import (
    Final,
    LiveTranscriber,
    LiveTranscription,
    Utterance,
)
from benchmarks.live.speaker import Heard
from benchmarks.live.track import RATE, Pcm
from domain.live.events import LiveEvent
from domain.live.settings import LiveSettings
from domain.live.words import LiveWord
from domain.options import ModelName, TranscriptionOptions
from domain.user import UserId
from entrypoints.http.routes.openai.realtime_messages import Writer
from tests.memory.model_store import MemoryModelStore

_MODEL = ModelName("measured")
_STEP_SECONDS = 0.032
_OWNER = UserId(UUID(int=1))


@dataclass(slots=True)
class SimulatedTime:
    """The seconds since the first sound, and what the decodings took."""

    now: float = 0.0
    took: list[float] = field(default_factory=list)


class _Timed(LiveTranscription):
    """Moves the time on by what each decoding took of the processor."""

    def __init__(self, inner: LiveTranscription, time: SimulatedTime) -> None:
        self._inner = inner
        self._time = time

    @override
    async def hypothesis(self, utterance: Callable[[], Utterance]) -> Sequence[LiveWord] | None:
        began = process_time()
        result = await self._inner.hypothesis(utterance)
        self._note(process_time() - began)
        return result

    @override
    async def final(self, utterance: Utterance) -> Final:
        began = process_time()
        result = await self._inner.final(utterance)
        self._note(process_time() - began)
        return result

    def _note(self, seconds: float) -> None:
        self._time.took.append(seconds)
        self._time.now += seconds


class _TimedTelling(Telling):
    """Tells with timed decodings, one step at a time."""

    def __init__(self, time: SimulatedTime, *parts: object) -> None:
        super().__init__(*parts)  # type: ignore[arg-type]  # handed on unchanged
        self._time = time

    async def open(self) -> None:
        """Load the model."""
        await self._transcription()

    async def step(self) -> bool:
        """Do what is most urgent; say whether there was anything."""
        return await self._step()

    async def close(self) -> None:
        """Free the model."""
        await self._stack.aclose()

    @override
    async def _transcription(self) -> LiveTranscription:
        return _Timed(await super()._transcription(), self._time)


async def simulate(
    folder: Path, samples: Pcm, *, language: str | None
) -> tuple[Heard, SimulatedTime]:
    """Speak to a session; the times in the result are simulated."""
    pool = ModelPool(store=MemoryModelStore(elsewhere={_MODEL: folder}))
    time, heard, writer = SimulatedTime(), Heard(), Writer(RandomIds())

    async def emit(event: LiveEvent) -> None:
        for message in writer.messages(event):
            heard.note(time.now, message)

    settings = LiveSettings(_MODEL, options=TranscriptionOptions(language=language))
    transcriber: LiveTranscriber = WhisperLiveTranscriber(pool)
    backlog = Backlog()
    hearing = Hearing(settings, SileroSpeechDetectors(), RandomIds(), backlog, emit)
    telling = _TimedTelling(
        time, settings, transcriber, _OWNER, backlog, lambda: hearing.fading, emit
    )
    await telling.open()
    sent = 0
    while sent < len(samples) or backlog.first is not None:
        until = min(len(samples), round(time.now * RATE))
        if backlog.first is None and until > sent:
            await hearing.hear(np.ascontiguousarray(samples[sent:until]).tobytes())
            sent = until
        if not await telling.step():
            time.now += _STEP_SECONDS
    await telling.close()
    await pool.close()
    return heard, time
