"""A process that works on one job and tells speakers apart, until it is killed.

It prints a line for each minute of audio that it has listened to and stored.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator
from uuid import UUID

from typing_extensions import override

from adapters.sql.delivery import DeliveryAfterCommit
from adapters.sql.engine import create_engine
from adapters.sql.unit_of_work import SqlUnitOfWork
from adapters.system.clock import SystemClock
from application.jobs.isolation import Isolation
from application.jobs.transcribe_job import TranscribeJob
from application.ports.diarizer import Listened, ListeningRequest
from domain.job import BlobKey, JobId, WorkerName
from domain.speakers import SpeakerTurn
from domain.transcript import Passage, Segment, Word
from tests.fakes.transcriber import ScriptedTranscriber
from tests.memory.diarizer import MemoryDiarizer, Voices
from tests.memory.events import MemoryEvents
from tests.memory.queue import MemoryJobQueue

AUDIO = BlobKey("talk")
MINUTES = 6
TURNS = (SpeakerTurn(0.0, 170.0, "zoe"), SpeakerTurn(171.0, 360.0, "adam"))
WORDS = (Word(0.0, 0.5, " here?", 0.9), Word(300.0, 300.5, " yes.", 0.9))
SAID = Passage((Segment(0.0, 300.5, " here? yes.", words=WORDS),), 360.0)


class TalkativeDiarizer(MemoryDiarizer):
    """Says what it has heard, and waits after each minute for a line of its standard input."""

    @override
    async def listen(self, request: ListeningRequest) -> AsyncGenerator[Listened, None]:
        print(f"from {request.resume_after:g}", flush=True)  # noqa: T201  # the test reads it
        async for heard in super().listen(request):
            yield heard
            print(f"kept {heard.position:g}", flush=True)  # noqa: T201
            await asyncio.to_thread(sys.stdin.readline)


async def work(database: str, job_id: str) -> None:
    clock, queue, engine = SystemClock(), MemoryJobQueue(), create_engine(database)
    transcriber = ScriptedTranscriber()
    transcriber.passages = (SAID,)
    transcribe = TranscribeJob(
        lambda: SqlUnitOfWork(engine, DeliveryAfterCommit(queue), clock),
        transcriber,
        TalkativeDiarizer({AUDIO: Voices(TURNS, MINUTES * 60.0)}),
        MemoryEvents(),
        clock,
        WorkerName("worker"),
        Isolation(queue, clock),
    )
    await transcribe(JobId(UUID(job_id)))
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
