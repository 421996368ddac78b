"""Routes for admins: status and failed jobs."""

from typing import Final

from aiohttp import web

from application.concurrency.tasks import uninterrupted
from domain.api_key import Scope
from domain.errors.capacity import QueueFullError
from domain.errors.jobs import IllegalTransitionError, JobNotFoundError, StaleJobError
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import job_id_of
from entrypoints.http.routing.operation import Access, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.dead_letters import DeadLetterAnswer, DeadLetterListAnswer
from entrypoints.http.schemas.paging import PageQuery
from entrypoints.http.schemas.status import StatusAnswer
from entrypoints.http.services.http_services import services_of


async def dead_letters(request: web.Request) -> web.Response:
    """List the failed jobs of all users, newest first."""
    caller = await authenticated(request)
    query = read_query(request, PageQuery)
    page = await services_of(request).list_dead_letters(
        caller=caller, skip=query.skip, limit=query.limit
    )
    return json_answer(DeadLetterListAnswer.of(page, query))


async def requeue(request: web.Request) -> web.Response:
    """Queue a failed job again."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    requeueing = services_of(request).requeue_dead_letter
    job = await uninterrupted(requeueing(job_id_of(request), caller=caller))
    return json_answer(DeadLetterAnswer.of(job))


async def status(request: web.Request) -> web.Response:
    """Show the state of the service."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    return json_answer(StatusAnswer.of(await services_of(request).show_status(caller=caller)))


ROUTES: Final = (
    *reading(
        "/admin/status",
        status,
        Operation(
            summary="Show the state of the service",
            tag="Operation",
            access=Access.ADMIN,
            replies={
                200: Reply(
                    "The queue, the engine, the last failures and the last hour.", StatusAnswer
                )
            },
        ),
        Scope.ADMIN,
    ),
    *reading(
        "/admin/dead-letters",
        dead_letters,
        Operation(
            summary="List failed jobs of all users",
            tag="Operation",
            access=Access.ADMIN,
            query=PageQuery,
            replies={200: Reply("A page of failed jobs, newest first.", DeadLetterListAnswer)},
        ),
        Scope.ADMIN,
    ),
    Route(
        "POST",
        "/admin/dead-letters/{job_id}/requeue",
        requeue,
        Operation(
            summary="Queue a failed job again",
            tag="Operation",
            access=Access.ADMIN,
            replies={200: Reply("The job, queued again.", DeadLetterAnswer)},
            fails=(JobNotFoundError, IllegalTransitionError, StaleJobError, QueueFullError),
        ),
        Scope.ADMIN,
    ),
)
