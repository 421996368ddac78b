"""The Whisper transcriber: takes recordings and yields passages."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from adapters.sound.processes.interruption import Interruption
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.threads import call_in, ended, in_thread, outcome_of
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.front_end import FrontEnd, FrontEndResult
from adapters.whisper.lanes.front_end_semaphore import FrontEndSemaphore
from adapters.whisper.lanes.stream import Stream, Transcribed
from adapters.whisper.models.cores import count_cores
from adapters.whisper.models.loading import LoadedModel
from adapters.whisper.models.pool import ModelPool
from adapters.whisper.passages import PassageWriter, caveats
from adapters.whisper.recognition.capabilities import EnglishCheck
from adapters.whisper.settings import Pace
from application.ports.blobs import AudioSource
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
from domain.transcript import DetectedLanguage
from domain.user import UserId

if TYPE_CHECKING:
    from concurrent.futures import Future

# A front end checks for the end after every block, and twice a second while it waits for one. It is
# not waited for longer, since the storage may hang.
_END_SECONDS: Final = 5.0
# So often it is told how far the work is, until the first passage.
_BEGUN_SECONDS: Final = 1.0


class WhisperTranscriber(Transcriber):
    """Transcribes recordings with the models of a pool, many at once.

    Windows sampled at a temperature above 0 (only those that failed at 0) come out differently each
    time, since CTranslate2's random numbers cannot be seeded for one call. All others always come
    out the same, whatever they are batched with.
    """

    def __init__(
        self,
        *,
        pool: ModelPool,
        blobs: AudioSource,
        processes: DecodingProcesses,
        pace: Pace | None = None,
        front_ends: FrontEndSemaphore | None = None,
    ) -> None:
        """Run at most `front_ends` front ends at once, by default one for each core."""
        self._pool = pool
        self._blobs = blobs
        self._processes = processes
        self._pace = pace or Pace()
        self._front_ends = front_ends or FrontEndSemaphore(count_cores())

    @override
    async def transcribe(self, request: TranscriptionRequest) -> AsyncGenerator[Update, None]:
        async with self._pool.request(request.model) as requested:
            preparing_told = False
            async with aclosing(requested.preparing()) as preparing:
                async for share in preparing:
                    preparing_told = True
                    yield Preparing(share)
            model = await requested.model()
            if preparing_told:
                yield Prepared()
            began = monotonic()
            options, told = model.capabilities.reconcile(request.options)
            request = replace(request, options=options)
            english = EnglishCheck()
            decoding_context = _decoding_context(request)
            spoken = request.resume_after is not None
            writer = PassageWriter(self._pace, now=began, spoken=spoken)
            async with self._front_end(request, decoding_context, model) as (
                windows,
                front_end_thread,
            ):
                begun = 0.0
                while not windows.stream.exhausted:
                    done = await windows.next(_seconds_to_wait(writer))
                    writer.add(done)
                    english.add(segment for each in done for segment in each.segments)
                    if writer.seconds_left(monotonic()) == 0:
                        yield Heard(writer.passage(monotonic()), decoding_context.detected)
                    elif writer.first and (position := _position(writer, windows.stream)) > begun:
                        begun = position
                        yield Begun(position)
                if writer.seconds_left(monotonic()) is not None:
                    yield Heard(writer.passage(monotonic()), decoding_context.detected)
                result = await outcome_of(front_end_thread)
            model.metrics.recording_done(monotonic() - began, result.duration)
            notes = (*caveats(result, spoken=writer.spoken), *told)
            if model.capabilities.english_only:
                notes += english.caveats()
            yield Ended(result.duration, decoding_context.detected, notes, model.revision)

    @asynccontextmanager
    async def _front_end(
        self, request: TranscriptionRequest, decoding_context: DecodingContext, model: LoadedModel
    ) -> AsyncIterator[tuple["_Windows", "Future[FrontEndResult]"]]:
        """Run the front end beside the lanes, and end it when the context is closed."""
        after, interruption = request.resume_after, Interruption()
        front_end = FrontEnd(
            open_audio=lambda: self._blobs.open(request.audio),
            processes=self._processes,
            front_ends=self._front_ends,
            options=request.options,
            spectrogram=model.spectrogram,
            resume_after=after.position if after else 0.0,
            interruption=interruption,
        )
        windows = _Windows(decoding_context, model, self._pace.look_ahead, request.owner)
        front_end_thread = in_thread(
            partial(_run_front_end, front_end, windows.stream), "whisper-front-end"
        )
        try:
            yield windows, front_end_thread
        finally:
            model.scheduler.close(windows.stream)
            interruption()
            await _wait_for_end(front_end_thread)


async def _wait_for_end(front_end_thread: "Future[FrontEndResult]") -> None:
    """Wait for the front end to close its file; its result was read before."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_END_SECONDS):
            await ended(front_end_thread)


def _seconds_to_wait(writer: PassageWriter) -> float | None:
    """Return for how long to wait for windows, so that whatever is due is told in time."""
    left = writer.seconds_left(monotonic())
    return _BEGUN_SECONDS if left is None and writer.first else left


def _position(writer: PassageWriter, stream: Stream) -> float:
    """Return how far the recording is before its first passage, in seconds."""
    return max(writer.position, stream.early.position)


class _Windows:
    """The finished windows of one recording, for an event loop to wait for."""

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
        """Wait for finished windows and return them; none if the time is up or all are done.

        Raises the error of a failed recording.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                await self._arrived.wait()
        self._arrived.clear()
        return self.stream.take()


def _run_front_end(front_end: FrontEnd, stream: Stream) -> FrontEndResult:
    """Run the front end to its end; whatever that is, the windows in the stream still count.

    It does not lower its priority, as lanes do: most of it is Python, and while a thread of low
    priority holds the interpreter's lock and gets no core, the event loop waits.
    """
    try:
        return front_end(stream)
    finally:
        stream.complete()


def _decoding_context(request: TranscriptionRequest) -> DecodingContext:
    asked = request.options.language
    return DecodingContext(
        options=request.options,
        detected=DetectedLanguage(asked, 1.0) if asked else request.detected,
        said_before=request.said_before,
    )
