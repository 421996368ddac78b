"""The route that lists what the caller's jobs can be chosen by."""

from typing import Final

from aiohttp import web

from domain.api_key import Scope
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import read_query
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.schemas.facets import FacetsAnswer, FacetsQuery
from entrypoints.http.services.http_services import services_of


async def facets(request: web.Request) -> web.Response:
    """Count the caller's jobs by tag, language and model."""
    caller = await authenticated(request)
    query = read_query(request, FacetsQuery)
    found = await services_of(request).list_facets(caller.id, limit=query.limit)
    return json_answer(FacetsAnswer.of(found))


ROUTES: Final = reading(
    "/jobs/facets",
    facets,
    Operation(
        summary="List your tags, languages and models",
        tag="Jobs",
        description="What the filters of /jobs/ and /search can choose, with the number of jobs. "
        "Tags that differ only in case are one tag, written as the newest job writes it.",
        query=FacetsQuery,
        replies={200: Reply("The values of your jobs.", FacetsAnswer)},
    ),
    Scope.READ,
)
