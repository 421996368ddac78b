"""Situations that a real service would take long to come to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from domain.events import JobCompleted, JobStarted, JobSubmitted, SegmentsTranscribed
from domain.job import Caveat, Job, JobId
from domain.transcript import Passage, Segment, Word
from domain.user import User
from tests.service_in_memory import ServiceInMemory

SEGMENT_SECONDS = 5.0


def said(start: float, *texts: str, seconds: float = 1.0) -> Passage:
    """Make a passage of one segment a text, each word a stretch of its own."""
    segments = tuple(
        Segment(begin, begin + seconds, f" {text}", words=tuple(_words(begin, text, seconds)))
        for number, text in enumerate(texts)
        for begin in [start + number * seconds]
    )
    return Passage(segments, start + len(texts) * seconds)


def _words(start: float, text: str, seconds: float) -> list[Word]:
    words = text.split()
    each = seconds / len(words)
    return [
        Word(start + i * each, start + (i + 1) * each, f" {word}", 0.9)
        for i, word in enumerate(words)
    ]


def ten_hours() -> list[Passage]:
    """Say ten words every five seconds, for ten hours."""
    return [
        said(
            minute * 60.0,
            *(f"minute {minute} piece {piece} one two three four five six" for piece in range(12)),
            seconds=SEGMENT_SECONDS,
        )
        for minute in range(600)
    ]


async def many_jobs(memory: ServiceInMemory, owner: User, count: int) -> None:
    """Store jobs of which each has a name, without audio; the last is the newest."""
    template = await memory.completed_job(owner.id, said(0, "one"))
    now = memory.clock.now()
    async with memory.unit_of_work() as uow:
        for number in range(1, count):
            name = f"talk {number:05}.wav"
            job = replace(
                template,
                id=JobId(uuid4()),
                created_at=now + timedelta(seconds=number),
                recording=replace(template.recording, filename=name),
            )
            await uow.jobs.add(job)
        await uow.commit()


async def submitted(memory: ServiceInMemory, owner: User, **changes: Any) -> Job:
    """Hand a job in, as another client would."""
    job = await memory.job_of(owner.id, **changes)
    await memory.bus.publish(JobSubmitted(job))
    return job


async def begun(memory: ServiceInMemory, job: Job) -> Job:
    """Let a worker claim a job."""
    claimed = await memory.replaced(job, memory.claimed(job))
    await memory.bus.publish(JobStarted(claimed))
    return claimed


async def heard(memory: ServiceInMemory, job: Job, passage: Passage) -> Job:
    """Let the worker hear more of it."""
    advanced = job.advanced(progress=passage.position / 10, detected=None)
    async with memory.unit_of_work() as uow:
        await uow.jobs.replace(job, advanced)
        await uow.passages.append(job.id, passage)
        await uow.commit()
    await memory.bus.publish(SegmentsTranscribed(advanced, passage.segments, passage.gaps))
    return advanced


async def done(memory: ServiceInMemory, job: Job, *caveats: Caveat) -> Job:
    """Let the worker come to the end."""
    completed = job.completed(at=memory.clock.now(), duration_seconds=10.0, caveats=caveats)
    await memory.replaced(job, completed)
    await memory.bus.publish(JobCompleted(completed, 1.0))
    return completed
