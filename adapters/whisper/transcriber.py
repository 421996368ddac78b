"""Recordings in, passages out."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.threads import call_in, ended, in_thread, outcome_of
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.listening import Listened, Listener
from adapters.whisper.lanes.seats import Seats
from adapters.whisper.lanes.stream import Stream, Transcribed
from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.loading import LoadedModel
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.passages import PassageWriter, caveats
from adapters.whisper.recognition.capabilities import EnglishCheck
from adapters.whisper.settings import Pace
from application.ports.blobs import AudioSource
from application.ports.transcriber import (
    Ended,
    Heard,
    Prepared,
    Preparing,
    Transcriber,
    TranscriptionRequest,
    Update,
)
from domain.transcript import DetectedLanguage
from domain.user import UserId

if TYPE_CHECKING:
    from concurrent.futures import Future

# A front end looks up after every block, and twice a second where it waits for one; storage that
# hangs is not waited for.
_FAREWELL_SECONDS: Final = 5.0


class WhisperTranscriber(Transcriber):
    """Transcribes recordings with the models of a pool, many at once.

    Windows sampled at a temperature above 0 (only those that failed at 0) come out differently
    each time, since CTranslate2's random numbers cannot be seeded for one call; all others are the
    same whenever and beside whatever else they are decoded.
    """

    def __init__(
        self,
        *,
        pool: ModelPool,
        blobs: AudioSource,
        processes: DecodingProcesses,
        pace: Pace | None = None,
        seats: Seats | None = None,
    ) -> None:
        """Listen to as many recordings at once as there are `seats`: by default one a core."""
        self._pool = pool
        self._blobs = blobs
        self._processes = processes
        self._pace = pace or Pace()
        self._seats = seats or Seats(count_cores())

    @override
    async def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        async with self._pool.request(request.model) as requested:
            awaited = False
            async with aclosing(requested.preparing()) as preparing:
                async for share in preparing:
                    awaited = True
                    yield Preparing(share)
            model = await requested.model()
            if awaited:
                yield Prepared()
            began = monotonic()
            options, told = model.capabilities.reconcile(request.options)
            request = replace(request, options=options)
            english = EnglishCheck()
            decoding_context = _decoding_context(request)
            spoken = request.resume_after is not None
            writer = PassageWriter(self._pace, now=began, spoken=spoken)
            async with self._listening(request, decoding_context, model) as (windows, listening):
                while not windows.stream.exhausted:
                    done = await windows.next(writer.seconds_left(monotonic()))
                    writer.add(done)
                    english.add(segment for each in done for segment in each.segments)
                    if writer.seconds_left(monotonic()) == 0:
                        yield Heard(writer.passage(monotonic()), decoding_context.detected)
                if writer.seconds_left(monotonic()) is not None:
                    yield Heard(writer.passage(monotonic()), decoding_context.detected)
                listened = await outcome_of(listening)
            model.metrics.recording_done(monotonic() - began, listened.duration)
            notes = (*caveats(listened, spoken=writer.spoken), *told)
            if model.capabilities.english_only:
                notes += english.caveats()
            yield Ended(listened.duration, decoding_context.detected, notes, model.revision)

    @asynccontextmanager
    async def _listening(
        self, request: TranscriptionRequest, decoding_context: DecodingContext, model: LoadedModel
    ) -> AsyncIterator[tuple["_Windows", "Future[Listened]"]]:
        """Run the front end beside the lanes; afterwards nothing of it is left."""
        after = request.resume_after
        listener = Listener(
            open_audio=lambda: self._blobs.open(request.audio),
            processes=self._processes,
            seats=self._seats,
            options=request.options,
            spectrogram=model.spectrogram,
            heard_until=after.position if after else 0.0,
        )
        windows = _Windows(decoding_context, model, self._pace.look_ahead, request.owner)
        listening = in_thread(partial(_listen, listener, windows.stream), "whisper-listener")
        try:
            yield windows, listening
        finally:
            model.scheduler.close(windows.stream)
            await _farewell(listening)


async def _farewell(listening: "Future[Listened]") -> None:
    """Wait for the front end to close its file; how it fared was told before."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_FAREWELL_SECONDS):
            await ended(listening)


class _Windows:
    """The windows of one recording as they are done, for an event loop to wait for."""

    def __init__(
        self,
        decoding_context: DecodingContext,
        model: LoadedModel,
        look_ahead: int,
        owner: UserId | None,
    ) -> None:
        self._arrived = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.stream = model.open(
            decoding_context,
            look_ahead=look_ahead,
            wake=lambda: call_in(loop, self._arrived.set),
            owner=owner,
        )

    async def next(self, timeout_seconds: float | None) -> list[Transcribed]:
        """Give what is done, waiting for something new; nothing when the time is up or all is done.

        Raises what made the recording fail.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                await self._arrived.wait()
        self._arrived.clear()
        return self.stream.take()


def _listen(listener: Listener, stream: Stream) -> Listened:
    """Listen to the end; however that comes, the windows that are in the stream still count.

    It does not step back, as lanes do: most of it is Python, and while a thread that the lanes have
    pushed aside holds the interpreter's lock, the event loop waits with it.
    """
    try:
        return listener(stream)
    finally:
        stream.complete()


def _decoding_context(request: TranscriptionRequest) -> DecodingContext:
    asked = request.options.language
    return DecodingContext(
        options=request.options,
        detected=DetectedLanguage(asked, 1.0) if asked else request.detected,
        said_before=request.said_before,
    )
