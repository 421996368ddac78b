"""Routes of jobs: submit, list, show, cancel, retry and delete."""

from typing import Final, TypedDict

from aiohttp import web

from application.concurrency.tasks import uninterrupted
from application.jobs.claim_key import HeldKey
from application.ports.jobs import JobQuery
from domain.api_key import Scope
from domain.errors.capacity import (
    ProbesBusyError,
    QueueFullError,
    QueueStoppedError,
    QuotaExceededError,
    StorageUnavailableError,
)
from domain.errors.jobs import (
    IdempotencyKeyInUseError,
    IdempotencyKeyReusedError,
    IllegalTransitionError,
    JobNotFoundError,
    StaleJobError,
)
from domain.errors.kinds import InvalidRequestError
from domain.errors.live import NothingRecordedError, SoundOfLiveJobError
from domain.errors.uploads import (
    EmptyUploadError,
    SourceRejectedError,
    StorageQuotaError,
    UnsupportedAudioError,
    UploadIncompleteError,
    UploadLockedError,
    UploadNotFoundError,
)
from domain.job import JobId
from domain.user import User
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import FormBody, Header, JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.job_form import JobForm
from entrypoints.http.schemas.jobs import (
    JobAnswer,
    JobListAnswer,
    JobListQuery,
    LabelsRequest,
    SubmittedAnswer,
)
from entrypoints.http.services.http_services import services_of
from entrypoints.http.uploads.idempotency import (
    DOCUMENTED_KEY,
    DOCUMENTED_REPLAY,
    idempotency_key,
    replay_header,
)
from entrypoints.http.uploads.sources import source_of
from entrypoints.http.uploads.upload import receive

LIVE_NAME: Final = "live.wav"


class _Claimed(TypedDict):
    caller: User
    key: HeldKey
    fingerprint: str


async def submit(request: web.Request) -> web.Response:
    """Submit a recording with its options."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    services = services_of(request).submission
    async with services.claim_key(idempotency_key(request), caller=caller) as key:
        if not key.is_answered:
            await services.admission.ensure_room(caller)
        upload = await receive(request)
        claimed = _Claimed(caller=caller, key=key, fingerprint=upload.fingerprint)
        if upload.form.live:
            name = upload.form.filename or LIVE_NAME
            submitted = await services.begin_recording(upload.form.order, name, **claimed)
        else:
            source = source_of(request, upload, caller)
            submitted = await services.submit_once(source, upload.form.order, **claimed)
    headers = {"Location": f"/jobs/{submitted.receipt.job_id}", **replay_header(submitted)}
    return json_answer(SubmittedAnswer.of(submitted.receipt), headers=headers)


async def listing(request: web.Request) -> web.Response:
    """List the caller's jobs, newest first."""
    caller = await authenticated(request)
    query = read_query(request, JobListQuery)
    page = await services_of(request).list_jobs(
        JobQuery(caller.id, query.skip, query.limit, query.status, query.q or None, query.filter),
        transcripts=query.transcripts,
    )
    return json_answer(JobListAnswer.of(page, query))


async def show(request: web.Request) -> web.Response:
    """Show one job."""
    caller, job_id = await _asked(request)
    return await _shown(request, job_id, caller)


async def label(request: web.Request) -> web.Response:
    """Change a job's title, tags and notes."""
    caller, job_id = await _asked(request)
    wanted = await read_json(request, LabelsRequest)
    labelling = services_of(request).label_job(job_id, wanted.changes, caller=caller)
    await uninterrupted(labelling)
    return await _shown(request, job_id, caller)


async def cancel(request: web.Request) -> web.Response:
    """Cancel a job that has not ended."""
    caller, job_id = await _asked(request)
    await uninterrupted(services_of(request).cancel_job(job_id, caller=caller))
    return await _shown(request, job_id, caller)


async def end(request: web.Request) -> web.Response:
    """End a live recording."""
    caller, job_id = await _asked(request)
    await uninterrupted(services_of(request).submission.end_recording(job_id, caller=caller))
    return await _shown(request, job_id, caller)


async def retry(request: web.Request) -> web.Response:
    """Queue a failed or cancelled job again."""
    caller, job_id = await _asked(request)
    await uninterrupted(services_of(request).retry_job(job_id, caller=caller))
    return await _shown(request, job_id, caller)


async def delete(request: web.Request) -> web.Response:
    """Delete a job with its audio and transcript."""
    caller, job_id = await _asked(request)
    await uninterrupted(services_of(request).delete_job(job_id, caller=caller))
    return web.Response(status=204)


async def _asked(request: web.Request) -> tuple[User, JobId]:
    caller = await authenticated(request)
    read_query(request, NoQuery)
    return caller, job_id_of(request)


async def _shown(request: web.Request, job_id: JobId, caller: User) -> web.Response:
    details = await services_of(request).get_job(job_id, caller=caller)
    return json_answer(JobAnswer.of(details))


ROUTES: Final = (
    Route(
        "POST",
        "/jobs/",
        submit,
        Operation(
            summary="Submit a recording",
            tag="Jobs",
            description="The fields may stand before or after the file; what is missing or "
            "empty takes its default. The recording comes as `file`, is fetched from `url`, or "
            "came by /uploads/; with `live` it comes "
            "over /v1/realtime afterwards, until /jobs/{job_id}/end.",
            body=FormBody(JobForm, file_required=False),
            headers=(DOCUMENTED_KEY,),
            replies={
                200: Reply(
                    "The queued job; completed already if its result was known.",
                    SubmittedAnswer,
                    headers=(Header("Location", "The address of the job."), DOCUMENTED_REPLAY),
                )
            },
            fails=(
                EmptyUploadError,
                SourceRejectedError,
                UnsupportedAudioError,
                QuotaExceededError,
                StorageQuotaError,
                ProbesBusyError,
                QueueFullError,
                QueueStoppedError,
                IdempotencyKeyInUseError,
                UploadNotFoundError,
                UploadIncompleteError,
                UploadLockedError,
                SoundOfLiveJobError,
                IdempotencyKeyReusedError,
            ),
        ),
        Scope.TRANSCRIBE,
    ),
    *reading(
        "/jobs/",
        listing,
        Operation(
            summary="List your jobs",
            tag="Jobs",
            query=JobListQuery,
            replies={200: Reply("A page of jobs, newest first.", JobListAnswer)},
        ),
        Scope.READ,
    ),
    *reading(
        "/jobs/{job_id}",
        show,
        Operation(
            summary="Show a job",
            tag="Jobs",
            replies={200: Reply("The job, with its transcript once it has one.", JobAnswer)},
            fails=(JobNotFoundError,),
        ),
        Scope.READ,
    ),
    Route(
        "PATCH",
        "/jobs/{job_id}",
        label,
        Operation(
            summary="Name a job, tag it, write notes",
            tag="Jobs",
            description="What is left out stays as it is. The names of exports follow the title.",
            body=JsonBody(LabelsRequest),
            replies={200: Reply("The job with its labels.", JobAnswer)},
            fails=(JobNotFoundError, StaleJobError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "DELETE",
        "/jobs/{job_id}",
        delete,
        Operation(
            summary="Delete a job",
            tag="Jobs",
            description="Its recording and its transcript are deleted, too.",
            replies={204: Reply("The job is deleted.")},
            fails=(JobNotFoundError, StaleJobError, StorageUnavailableError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "POST",
        "/jobs/{job_id}/cancel",
        cancel,
        Operation(
            summary="Cancel a job",
            tag="Jobs",
            replies={200: Reply("The cancelled job.", JobAnswer)},
            fails=(JobNotFoundError, IllegalTransitionError, StaleJobError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "POST",
        "/jobs/{job_id}/end",
        end,
        Operation(
            summary="End a live recording",
            tag="Jobs",
            description="The sound that was stored becomes the job's recording, and the job is "
            "queued. It is failed if there is none. Close the session's connection before.",
            replies={200: Reply("The job, which waits now.", JobAnswer)},
            fails=(JobNotFoundError, IllegalTransitionError, StaleJobError, UploadLockedError),
        ),
        Scope.TRANSCRIBE,
    ),
    Route(
        "POST",
        "/jobs/{job_id}/retry",
        retry,
        Operation(
            summary="Retry a failed or cancelled job",
            tag="Jobs",
            replies={200: Reply("The job, queued again.", JobAnswer)},
            fails=(
                JobNotFoundError,
                IllegalTransitionError,
                NothingRecordedError,
                StaleJobError,
                InvalidRequestError,
                QuotaExceededError,
                QueueFullError,
            ),
        ),
        Scope.TRANSCRIBE,
    ),
)
