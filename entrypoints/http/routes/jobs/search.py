"""The route that searches what was said in all of the caller's recordings."""

from typing import Final

from aiohttp import web

from application.ports.search_index import SearchQuery
from domain.api_key import Scope
from domain.search.query import read_query as read_words
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.queries import read_query
from entrypoints.http.routing.operation import Operation, Reply
from entrypoints.http.routing.route import reading
from entrypoints.http.schemas.search import SearchAnswer, SearchParameters
from entrypoints.http.services.http_services import services_of


async def search(request: web.Request) -> web.Response:
    """Find what was said."""
    caller = await authenticated(request)
    asked = read_query(request, SearchParameters)
    query = SearchQuery(
        owner=caller.id,
        clauses=read_words(asked.q),
        limit=asked.limit,
        after=None if asked.cursor is None else int(asked.cursor),
        filter=asked.filter,
    )
    return json_answer(SearchAnswer.of(await services_of(request).search_recordings(query)))


ROUTES: Final = reading(
    "/search",
    search,
    Operation(
        summary="Search what was said",
        tag="Jobs",
        description="Finds the passages of your completed transcripts, corrections included, in "
        "which all words of `q` occur, in any language. Case and accents make no difference. The "
        'last word may be unfinished, and words in quotes ("...") must follow each other.',
        query=SearchParameters,
        replies={200: Reply("A page of places, the latest recording first.", SearchAnswer)},
    ),
    Scope.READ,
)
