"""Routes with which owners share a transcript by a link."""

from typing import Final

from aiohttp import web

from domain.api_key import Scope
from domain.errors.jobs import JobNotFoundError, StaleJobError, TranscriptNotReadyError
from domain.errors.sharing import ShareNotFoundError, SharingDisabledError, TooManySharesError
from domain.share import ShareId
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated, principal_of
from entrypoints.http.identity.cookies import is_secure_site
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import id_of, job_id_of
from entrypoints.http.routing.operation import JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.shares import (
    NewShareAnswer,
    ShareListAnswer,
    ShareRequest,
)
from entrypoints.http.services.http_services import services_of


async def make(request: web.Request) -> web.Response:
    """Make a link; only this response has its address."""
    caller = await principal_of(request)
    read_query(request, NoQuery)
    job_id = job_id_of(request)
    wanted = await read_json(request, ShareRequest)
    made = await services_of(request).sharing.make(
        job_id, wanted.terms, wanted.lifetime, caller=caller
    )
    scheme = "https" if is_secure_site(request) else "http"
    # Browsers do not send what is behind `#`, so no log and no proxy sees the token.
    url = f"{scheme}://{request.host}/share#{made.token}"
    return json_answer(NewShareAnswer.of(made.share, url=url), status=201)


async def listing(request: web.Request) -> web.Response:
    """List the open links to a job."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    sharing = services_of(request).sharing
    shares = await sharing.list(job_id_of(request), caller=caller)
    return json_answer(ShareListAnswer.of(shares, sharing.policy))


async def withdraw(request: web.Request) -> web.Response:
    """Withdraw a link."""
    caller = await authenticated(request)
    read_query(request, NoQuery)
    job_id = job_id_of(request)
    share_id = ShareId(id_of(request, "share_id", missing=ShareNotFoundError))
    await services_of(request).sharing.withdraw(job_id, share_id, caller=caller)
    return web.Response(status=204)


_TAG: Final = "Sharing"
ROUTES: Final = (
    Route(
        "POST",
        "/jobs/{job_id}/shares",
        make,
        Operation(
            summary="Share a transcript by a link",
            tag=_TAG,
            description="Whoever has the link reads the transcript without an account, until the "
            "link ends or is withdrawn. `url` is shown only in this response.",
            body=JsonBody(ShareRequest),
            replies={201: Reply("The link.", NewShareAnswer)},
            fails=(
                JobNotFoundError,
                TranscriptNotReadyError,
                StaleJobError,
                SharingDisabledError,
                TooManySharesError,
            ),
        ),
        Scope.READ,
    ),
    *reading(
        "/jobs/{job_id}/shares",
        listing,
        Operation(
            summary="List the links to a transcript",
            tag=_TAG,
            replies={200: Reply("The open links, newest first.", ShareListAnswer)},
            fails=(JobNotFoundError,),
        ),
        Scope.READ,
    ),
    Route(
        "DELETE",
        "/jobs/{job_id}/shares/{share_id}",
        withdraw,
        Operation(
            summary="Withdraw a link to a transcript",
            tag=_TAG,
            replies={204: Reply("The link opens nothing any more.")},
            fails=(JobNotFoundError, ShareNotFoundError),
        ),
        Scope.READ,
    ),
)
