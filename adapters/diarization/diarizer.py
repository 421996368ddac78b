"""Tell speakers apart with two networks that run on onnxruntime.

What divides the voices needs scipy, which takes a second and 45 MB to import; most processes never
need it, so it is imported at first use.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final, TypeVar

from typing_extensions import override

from adapters.diarization.fair_places import FairPlaces
from adapters.diarization.hearing import hear
from adapters.diarization.models import SpeakerModels
from adapters.diarization.pace import Pace
from adapters.diarization.packing import packed, unpacked
from adapters.diarization.recording import StretchReader
from adapters.diarization.stretch import Stretch
from adapters.diarization.voiceprints import learn_voice, read_voiceprint
from adapters.sound.processes.pool import DecodingProcesses
from adapters.sound.threads import ended, in_thread, lower_priority, outcome_of
from application.ports.blobs import AudioSource
from application.ports.diarizer import (
    SAMPLE_SECONDS,
    Diarizer,
    KnownVoice,
    Listened,
    ListeningRequest,
)
from domain.errors.speakers import VoiceSampleLengthError
from domain.errors.transcription import OutOfMemoryError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts
from domain.user import UserId

T = TypeVar("T")

# Is counted up when the same recording gets other speakers or turns than before.
METHOD: Final = 2

# A thread checks for the end several times a second. It is not waited for longer, since the storage
# may hang.
_END_SECONDS: Final = 5.0


class OnnxDiarizer(Diarizer):
    """Listens to recordings minute by minute, several at once.

    Decoding runs in a process of `processes`, the networks in a thread of low priority while a
    recording has one of the `places`.
    """

    def __init__(
        self,
        *,
        blobs: AudioSource,
        processes: DecodingProcesses,
        models: SpeakerModels | None = None,
        pace: Pace | None = None,
        places: int = 1,
    ) -> None:
        self._blobs = blobs
        self._processes = processes
        self._models = models or SpeakerModels()
        self._pace = pace or Pace()
        self._places = FairPlaces(places)

    @override
    async def check(self) -> None:
        await asyncio.to_thread(self._models.check)

    @override
    async def revision(self) -> str | None:
        models = await asyncio.to_thread(self._models.revision)
        return models and f"{METHOD}:{models}"

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        async with self._reader(request) as reader:
            while (stretch := await _in_thread(reader.following)) is not None:
                async with self._places.place(request.owner):
                    evidence = await _in_thread(partial(self._evidence, stretch, reader))
                share = _share(stretch, reader.estimated_seconds)
                yield Listened(stretch.end_seconds, evidence, share)

    @override
    async def tell_apart(
        self,
        evidence: AsyncIterable[bytes],
        counts: SpeakerCounts,
        known: Sequence[KnownVoice] = (),
    ) -> Diarization:
        pieces = [each async for each in evidence]
        return await _in_thread(partial(_told_apart, pieces, counts, known))

    @override
    async def voiceprint(self, audio: BlobKey, *, owner: UserId) -> bytes:
        async with self._reader(ListeningRequest(audio, owner=owner)) as reader:
            stretch = await _in_thread(reader.following)
            if stretch is None or not stretch.is_last:
                raise VoiceSampleLengthError(reader.estimated_seconds or 0.0, *SAMPLE_SECONDS)
            await _in_thread(reader.following)  # so that the process can be used again
            async with self._places.place(owner):
                return await _in_thread(partial(learn_voice, stretch.samples, self._models))

    @asynccontextmanager
    async def _reader(self, request: ListeningRequest) -> AsyncIterator[StretchReader]:
        """Read a recording, and end the work of all its threads when the context is closed."""
        await _in_thread(self._models.load)
        reader = StretchReader(lambda: self._blobs.open(request.audio), self._processes, request)
        try:
            yield reader
        finally:
            reader.stop()
            with suppress(TimeoutError):
                async with asyncio.timeout(_END_SECONDS):
                    await ended(in_thread(reader.close, "speakers-close"))

    def _evidence(self, stretch: Stretch, reader: StretchReader) -> bytes:
        heard = hear(stretch, self._models, self._pace, reader.check_stopped)
        return packed(heard, stretch.end_seconds)


def _told_apart(
    pieces: Sequence[bytes], counts: SpeakerCounts, known: Sequence[KnownVoice]
) -> Diarization:
    if not pieces:
        return Diarization()
    from adapters.diarization.diarization import tell_apart

    _, end_seconds = unpacked(pieces[-1])
    windows = (window for piece in pieces for window in unpacked(piece)[0])
    voices = {voice.name: read_voiceprint(voice.voiceprint) for voice in known}
    return tell_apart(windows, end_seconds, counts, voices)


def _share(stretch: Stretch, estimate: float | None) -> float | None:
    if stretch.is_last:
        return 1.0
    return min(1.0, stretch.end_seconds / estimate) if estimate else None


async def _in_thread(work: Callable[[], T]) -> T:
    """Run work in a thread of low priority. Raises OutOfMemoryError if memory is short."""

    def run() -> T:
        lower_priority()
        try:
            return work()
        except MemoryError as error:
            raise OutOfMemoryError(
                "There is not enough memory to tell the speakers apart. Let fewer jobs run at once."
            ) from error

    return await outcome_of(in_thread(run, "speakers"))
