"""Live jobs: begin one, and end it."""

from typing import Any

from whisper_transcriber_client.flows.recordings import made_of
from whisper_transcriber_client.flows.steps import Flow, Send, answered, job_path
from whisper_transcriber_client.results import Job, JobId


def begin_live(*, idempotency_key: str | None = None, **options: Any) -> Flow[JobId]:
    """Make a job whose recording is sent while it is spoken, and return its id."""
    return (yield from made_of({**options, "live": True}, idempotency_key))


def end_live(job_id: str) -> Flow[Job]:
    """Say that a live recording is over; then it is transcribed as a whole, as other jobs are."""
    return Job.of((yield from answered(Send("POST", job_path(job_id, "end")), "job_id")))
