"""Measure how fast voices are listened to, and count what fails."""

from collections.abc import AsyncGenerator, AsyncIterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from time import monotonic
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from typing_extensions import override

from application.ports.diarizer import Diarizer, KnownVoice, Listened, ListeningRequest
from domain.errors.kinds import TranscriberError
from domain.job import BlobKey
from domain.speakers import Diarization, SpeakerCounts
from domain.user import UserId

# Seconds: from a clip to ten hours of many voices.
BUCKETS: Final = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300)


class ObservedDiarizer(Diarizer):
    """Passes calls on to another diarizer, and measures them."""

    def __init__(self, diarizer: Diarizer, registry: CollectorRegistry) -> None:
        self._diarizer = diarizer
        self._audio = Counter(
            "whisper_diarization_audio_seconds_total",
            "Audio whose voices were listened to.",
            registry=registry,
        )
        self._work = Counter(
            "whisper_diarization_work_seconds_total",
            "Time that listening to voices took.",
            registry=registry,
        )
        self._telling = Histogram(
            "whisper_diarization_clustering_seconds",
            "Time that telling the speakers of a recording apart took, after it was heard.",
            buckets=BUCKETS,
            registry=registry,
        )
        self._failures = Counter(
            "whisper_diarization_failures_total",
            "Recordings whose voices could not be listened to or told apart.",
            ["code"],
            registry=registry,
        )

    @override
    async def check(self) -> None:
        await self._diarizer.check()

    @override
    async def revision(self) -> str | None:
        return await self._diarizer.revision()

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        position, since = request.resume_after, monotonic()
        with self._counted():
            async with aclosing(self._diarizer.listen(request)) as heard:
                async for each in heard:
                    self._audio.inc(max(0.0, each.position - position))
                    self._work.inc(monotonic() - since)
                    yield each
                    position, since = each.position, monotonic()

    @override
    async def tell_apart(
        self,
        evidence: AsyncIterable[bytes],
        counts: SpeakerCounts,
        known: Sequence[KnownVoice] = (),
    ) -> Diarization:
        with self._counted(), self._telling.time():
            return await self._diarizer.tell_apart(evidence, counts, known)

    @override
    async def voiceprint(self, audio: BlobKey, *, owner: UserId) -> bytes:
        return await self._diarizer.voiceprint(audio, owner=owner)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        except TranscriberError as error:
            self._failures.labels(error.code).inc()
            raise
