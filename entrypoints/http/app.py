"""Builds the HTTP application."""

import asyncio
import json
import warnings
from collections.abc import AsyncIterator, Callable, Iterable
from functools import cache
from importlib.metadata import version
from typing import Final

from aiohttp import web
from aiohttp.multipart import BadContentDispositionHeader, BadContentDispositionParam

from entrypoints.http.identity.at_once import AT_ONCE, AtOnce
from entrypoints.http.openapi.document import openapi_document
from entrypoints.http.openapi.maxima import lower_maxima
from entrypoints.http.requests.bodies import MAX_JSON_BYTES
from entrypoints.http.routes.accounts import api_keys, auth, oidc, users
from entrypoints.http.routes.jobs import events, facets, jobs, search, uploads, webhooks
from entrypoints.http.routes.openai import models, realtime, speech
from entrypoints.http.routes.service import (
    admin,
    documentation,
    health,
    metrics,
    page,
)
from entrypoints.http.routes.service import (
    models as managed_models,
)
from entrypoints.http.routes.service.documentation import DOCUMENT
from entrypoints.http.routes.transcripts import (
    archives,
    audio,
    live_captions,
    replacements,
    segments,
    shared,
    shares,
    speakers,
    transcripts,
    turns,
    videos,
    waveforms,
)
from entrypoints.http.routes.webservice import asr, detect_language
from entrypoints.http.routing.table import RouteTable
from entrypoints.http.server.middlewares import (
    add_headers,
    answer_errors,
    bound_requests,
    observe,
    refuse_coded_bodies,
)
from entrypoints.http.server.serving import LEAVING
from entrypoints.http.services.http_services import SERVICES, VITALS, HttpServices, Vitals

Lifecycle = Callable[[web.Application], AsyncIterator[None]]

ROUTES: Final = (
    *health.ROUTES,
    *auth.ROUTES,
    *api_keys.ROUTES,
    *users.ROUTES,
    *oidc.ROUTES,
    *events.ROUTES,  # before the jobs: `events` must not be read as a job's id
    *archives.ROUTES,  # before them, too
    *facets.ROUTES,  # likewise
    *jobs.ROUTES,
    *search.ROUTES,
    *transcripts.ROUTES,
    *videos.ROUTES,
    *uploads.ROUTES,
    *segments.ROUTES,
    *replacements.ROUTES,
    *speakers.ROUTES,
    *turns.ROUTES,
    *live_captions.ROUTES,
    *audio.ROUTES,
    *webhooks.ROUTES,
    *waveforms.ROUTES,
    *shares.ROUTES,
    *shared.ROUTES,
    *admin.ROUTES,
    *managed_models.ROUTES,
    *metrics.ROUTES,
    *models.ROUTES,
    *speech.ROUTES,
    *realtime.ROUTES,
    *asr.ROUTES,
    *detect_language.ROUTES,
    *documentation.ROUTES,
    *page.ROUTES,
)


# Routes that a process without the API still answers.
VITAL_ROUTES: Final = (*health.ROUTES, *metrics.ROUTES)


@cache
def document_bytes(*most: tuple[str, int]) -> bytes:
    """Write the OpenAPI document of all routes; `most` has lower maxima for form fields.

    It is the same for every application of a process, and takes a fifth of a second to make.
    """
    document = openapi_document(ROUTES, version=version("whisper-transcriber"))
    lower_maxima(document, dict(most))
    return json.dumps(document, ensure_ascii=False).encode()


def build_app(services: HttpServices, *lifecycle: Lifecycle) -> web.Application:
    """Build the application; each `lifecycle` opens a resource at start and closes it later."""
    app = _application(services, _all_routes(), lifecycle)
    app[SERVICES] = services
    app[DOCUMENT] = document_bytes(*services.submission.admission.options.maxima.items())
    return app


def build_vital_app(vitals: Vitals, *lifecycle: Lifecycle) -> web.Application:
    """Build an application with the health and metrics routes only."""
    return _application(vitals, _vital_routes(), lifecycle)


@cache
def _all_routes() -> RouteTable:
    return RouteTable(ROUTES)


@cache
def _vital_routes() -> RouteTable:
    return RouteTable(VITAL_ROUTES)


def _application(
    vitals: Vitals, routes: RouteTable, lifecycle: Iterable[Lifecycle]
) -> web.Application:
    _keep_quiet_about_bad_headers()
    app = web.Application(
        middlewares=[observe, answer_errors, bound_requests, refuse_coded_bodies],
        client_max_size=MAX_JSON_BYTES,
    )
    app[VITALS] = vitals
    app[AT_ONCE] = AtOnce()
    app[LEAVING] = asyncio.Event()
    routes.install(app)
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.extend(lifecycle)
    return app


def _keep_quiet_about_bad_headers() -> None:
    """Silence aiohttp's warning about each malformed Content-Disposition.

    Python keeps every distinct warning until the process ends, and their text comes from the
    client.
    """
    for category in (BadContentDispositionHeader, BadContentDispositionParam):
        warnings.simplefilter("ignore", category)
