"""Submit, list, look at, label and end jobs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import uuid4

from whisper_transcriber_client.errors import NotFoundError
from whisper_transcriber_client.flows.steps import (
    PATIENCE,
    Flow,
    Send,
    again,
    answered,
    answered_once,
    ask,
    body_of,
    job_path,
    query,
    with_json,
)
from whisper_transcriber_client.flows.uploads import upload
from whisper_transcriber_client.recording import Recording
from whisper_transcriber_client.results import Facets, HitPage, Job, JobId, JobPage


class JobFilter(TypedDict, total=False):
    """Conditions on jobs; all that are given must hold. Lengths are in seconds."""

    tag: str | None
    language: str | None
    model: str | None
    min_seconds: float | None
    max_seconds: float | None
    since: datetime | date | str | None
    until: datetime | date | str | None


def submit(recording: Recording, options: Mapping[str, Any], key: str | None) -> Flow[JobId]:
    """Upload a recording in parts, make a job of it, and return the job's id.

    An upload that breaks off goes on where it was. With the same `key` the same request makes no
    second job.
    """
    made = yield from upload(recording)
    return (yield from made_of({**options, "upload": made}, key))


def submit_url(url: str, *, idempotency_key: str | None = None, **options: Any) -> Flow[JobId]:
    """Let the service fetch a recording from an address, and return the id of the job."""
    return (yield from made_of({**options, "url": url}, idempotency_key))


def made_of(form: Mapping[str, Any], key: str | None) -> Flow[JobId]:
    """Make a job of a form; with the same `key` the same form makes no second one."""
    named = {"Idempotency-Key": key or str(uuid4())}
    send = Send("POST", "/jobs/", named, form=query(form))
    return JobId.of((yield from answered(send, "job_id")))


def job(job_id: str) -> Flow[Job]:
    """Look at a job."""
    return Job.of((yield from answered(Send("GET", job_path(job_id)), "job_id")))


def job_patiently(job_id: str) -> Flow[Job]:
    """Look at a job, also if the service is away for two minutes."""
    send = Send("GET", job_path(job_id))
    answer = yield from again(lambda: ask(send), PATIENCE, met=True)
    return Job.of(body_of(answer, "job_id"))


def jobs(
    *,
    status: str | None = None,
    q: str | None = None,
    skip: int = 0,
    limit: int = 100,
    transcripts: bool = True,
    **wanted: Unpack[JobFilter],
) -> Flow[JobPage]:
    """List jobs, newest first. `q` is a part of the title or of the file's name.

    Without `transcripts` their texts are left out, which may be long.
    """
    asked = {"status": status, "q": q, "skip": skip, "limit": limit, "transcripts": transcripts}
    send = Send("GET", "/jobs/", params=query({**asked, **wanted}))
    return JobPage.of((yield from answered(send, "jobs")))


def facets(*, limit: int = 100) -> Flow[Facets]:
    """List the tags, languages and models of all jobs with their counts, up to `limit` of each."""
    send = Send("GET", "/jobs/facets", params=query({"limit": limit}))
    return Facets.of((yield from answered(send, "tags")))


def search(
    q: str, *, limit: int = 20, cursor: str | None = None, **wanted: Unpack[JobFilter]
) -> Flow[HitPage]:
    """Search what was said in all recordings; `cursor` is the `next_cursor` of the page before."""
    asked = query({"q": q, "limit": limit, "cursor": cursor, **wanted})
    return HitPage.of((yield from answered(Send("GET", "/search", params=asked), "hits")))


def label(
    job_id: str,
    *,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    notes: str | None = None,
) -> Flow[Job]:
    """Set the title, the tags and the notes of a job. What is None stays as it is."""
    given = {"title": title, "tags": None if tags is None else list(tags), "notes": notes}
    body = {name: value for name, value in given.items() if value is not None}
    return Job.of((yield from answered(with_json("PATCH", job_path(job_id), body), "job_id")))


def retag(
    job_ids: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> Flow[list[Job]]:
    """Add tags to several jobs, and remove others from them."""
    added, removed, changed = tuple(add), frozenset(remove), []
    for job_id in job_ids:
        tags = (yield from job(job_id)).tags
        kept = [tag for tag in dict.fromkeys((*tags, *added)) if tag not in removed]
        changed.append((yield from label(job_id, tags=kept)))
    return changed


def cancel(job_id: str) -> Flow[Job]:
    """Stop a job."""
    return Job.of((yield from answered_once(Send("POST", job_path(job_id, "cancel")), "job_id")))


def retry(job_id: str) -> Flow[Job]:
    """Begin a failed or cancelled job again."""
    return Job.of((yield from answered_once(Send("POST", job_path(job_id, "retry")), "job_id")))


def delete(job_id: str) -> Flow[None]:
    """Remove a job with its recording."""
    yield from ask(Send("DELETE", job_path(job_id)))


def delete_all(job_ids: Iterable[str]) -> Flow[int]:
    """Remove several jobs, and return how many; those that are gone already are passed over."""
    count = 0
    for job_id in job_ids:
        try:
            yield from delete(job_id)
        except NotFoundError:
            continue
        count += 1
    return count
