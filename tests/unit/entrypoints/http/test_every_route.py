"""Every route as nobody, as somebody else, as no admin, and with keys that are for other things.

A new route belongs into one of the tables below; until it is there, a test fails.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from aiohttp import ClientResponse, FormData

from domain.api_key import Scope
from domain.job import Job
from domain.principal import Principal
from domain.share import ShareTerms
from domain.speakers import Speaker
from domain.user import Role, User
from entrypoints.http.app import ROUTES
from entrypoints.http.identity.basic import CHALLENGE
from entrypoints.http.routing.operation import Access
from entrypoints.http.routing.route import KeyAccess, Route
from tests.samples import a_passage
from tests.service_in_memory import SOUND, Client, ServiceInMemory, a_form

HER_HOOK: Final = "https://example.com/her-hook"

# What a request carries besides who is asking; a form can be sent once, so each is made anew.
Request = Callable[[], Mapping[str, Any]]


def bare() -> Mapping[str, Any]:
    return {}


def with_json(**body: object) -> Request:
    return lambda: {"json": body}


def with_query(**query: str) -> Request:
    return lambda: {"params": query}


def with_recording(**fields: Any) -> Request:
    return lambda: {"data": a_form(**fields)}


def with_audio_file() -> Request:
    def made() -> Mapping[str, Any]:
        form = FormData()
        form.add_field("audio_file", SOUND, filename="talk.wav")
        return {"data": form}

    return made


def with_tus(**headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: {"headers": {"Tus-Resumable": "1.0.0", **named}}


HER_JOB: Final = "her job"  # stands for its id
# Whoever asks, with or without a name.
PUBLIC: Final = {
    "GET /",
    "GET /auth/oidc",
    "GET /auth/oidc/callback",
    "GET /auth/oidc/login",
    "GET /docs",
    "GET /docs/{name:.+}",
    "GET /health",
    "GET /health/livez",
    "GET /health/readyz",
    "GET /live/{job_id}",  # a page without data
    "GET /share",  # a page without data
    "GET /metrics/",  # guarded by a token of its own
    "GET /openapi.json",
    "GET /shared/{share_id}",  # with the token of a link; see test_shared.py
    "GET /shared/{share_id}/audio",
    "GET /shared/{share_id}/peaks",
    "GET /shared/{share_id}/transcript",
    "GET /shared/{share_id}/turns",
    "GET /static/{version}/{path:.+}",
    "OPTIONS /uploads/",
    "POST /auth/login",
    "POST /shared",
}
# Only admins, who see what is everybody's.
ADMINS: Final[Mapping[str, Request]] = {
    "DELETE /admin/models/{model:.+?}": bare,
    "GET /admin/dead-letters": bare,
    "GET /admin/models": bare,
    "GET /admin/status": bare,
    "GET /users": bare,
    "PATCH /users/{user_id}": with_json(disabled=True),
    "POST /admin/dead-letters/{job_id}/requeue": bare,
    "POST /admin/models": with_json(name="tiny"),
    "PUT /admin/models/default": with_json(name="tiny"),
    "POST /users": with_json(username="eve", password="correct horse"),
    "POST /users/{user_id}/password": with_json(password="battery staple"),
    "PUT /users/{user_id}/identity": with_json(subject="2718"),
}
# What names a thing of somebody's: it is there for its owner alone.
OWNED: Final[Mapping[str, Request]] = {
    "DELETE /auth/api-keys/{key_id}": bare,
    "DELETE /jobs/{job_id}": bare,
    "DELETE /jobs/{job_id}/segments/{index}/correction": bare,
    "DELETE /jobs/{job_id}/segments/{index}/speaker": bare,
    "DELETE /jobs/{job_id}/speaker-edits": bare,
    "DELETE /jobs/{job_id}/speakers/{label}/merge": bare,
    "DELETE /jobs/{job_id}/shares/{share_id}": bare,
    "DELETE /jobs/{job_id}/speakers/{label}/name": bare,
    "DELETE /uploads/{upload_id}": with_tus(),
    "GET /jobs/export": with_query(ids=HER_JOB, format="txt"),
    "GET /jobs/{job_id}": bare,
    "GET /jobs/{job_id}/audio": bare,
    "GET /jobs/{job_id}/captions.m3u8": bare,
    "GET /jobs/{job_id}/captions/{number}.vtt": bare,
    "GET /jobs/{job_id}/events": bare,
    "GET /jobs/{job_id}/peaks": bare,
    "GET /jobs/{job_id}/shares": bare,
    "GET /jobs/{job_id}/speakers": bare,
    "GET /jobs/{job_id}/transcript": bare,
    "GET /jobs/{job_id}/video": bare,
    "GET /jobs/{job_id}/turns": bare,
    "GET /uploads/{upload_id}": with_tus(),  # by HEAD alone
    "PATCH /jobs/{job_id}": with_json(title="mine now"),
    "PATCH /uploads/{upload_id}": with_tus(
        Content_Type="application/offset+octet-stream", Upload_Offset="0"
    ),
    "POST /jobs/export": with_json(ids=[HER_JOB], formats=["txt"]),
    "POST /jobs/{job_id}/cancel": bare,
    "POST /jobs/{job_id}/end": bare,
    "POST /jobs/{job_id}/retry": bare,
    "POST /jobs/{job_id}/shares": with_json(),
    "POST /webhooks/deliveries/{delivery_id}/redeliver": bare,
    "POST /jobs/{job_id}/replacements": with_json(find="ada", replace="bob"),
    "PUT /jobs/{job_id}/corrections": with_json(corrections=[{"index": 0, "text": "mine"}]),
    "PUT /jobs/{job_id}/segments/{index}": with_json(text="what she said"),
    "PUT /jobs/{job_id}/segments/{index}/speaker": with_json(speaker="A"),
    "PUT /jobs/{job_id}/speakers/{label}": with_json(name="Anna"),
    "PUT /jobs/{job_id}/speakers/{label}/merge": with_json(into="B"),
}
# What names nothing in its path: each caller finds what is their own.
PERSONAL: Final[Mapping[str, Request]] = {
    "GET /auth/api-keys": bare,
    "GET /auth/me": bare,
    "GET /jobs/": bare,
    "GET /jobs/facets": with_query(limit="5"),
    "GET /search": with_query(q="what ada said"),
    "GET /v1/models": bare,
    "GET /v1/models/{model:.+?}": bare,
    "GET /webhooks/deliveries": bare,
    "GET /webhooks/secret": bare,
    "POST /asr": with_audio_file(),
    "POST /detect-language": with_audio_file(),
    "POST /auth/api-keys": with_json(name="bob's", scopes=["read"]),
    "POST /auth/logout": bare,
    "POST /auth/password": with_json(current_password="correct horse", new_password="12345678"),
    "POST /jobs/": with_recording(),
    "POST /uploads/": with_tus(Upload_Length="1"),
    "POST /v1/audio/transcriptions": with_recording(model="whisper-1"),
    "POST /v1/audio/translations": with_recording(model="whisper-1"),
    "POST /v1/realtime/client_secrets": with_json(),
    "POST /webhooks/secret/rotate": bare,
}
# The same, but the answer never ends; test_events.py looks at what it says to whom.
ENDLESS: Final[Mapping[str, Request]] = {
    "GET /jobs/events": bare,
    "GET /v1/realtime": bare,  # a WebSocket
}
GUARDED: Final = {**ADMINS, **OWNED, **PERSONAL, **ENDLESS}


def name_of(route: Route) -> str:
    return f"{route.method.replace('HEAD', 'GET')} {route.path}"


def of(*tables: Mapping[str, Request]) -> pytest.MarkDecorator:
    """Try every route of these tables, those that answer HEAD included."""
    routes = [route for route in ROUTES if any(name_of(route) in table for table in tables)]
    return pytest.mark.parametrize(
        "route", routes, ids=[f"{route.method} {route.path}" for route in routes]
    )


@dataclass(frozen=True)
class Belongings:
    """What Ada has, and the words by which it is known when it shows up elsewhere."""

    owner: User
    job: Job
    key_id: str
    delivery_id: str
    upload_id: str
    share_id: str

    @property
    def marks(self) -> tuple[str, ...]:
        ids = (
            self.owner.id,
            self.job.id,
            self.key_id,
            self.delivery_id,
            self.upload_id,
            self.share_id,
        )
        return (*map(str, ids), "her-talk", "what ada said", HER_HOOK)

    def address(self, route: Route) -> str:
        """Fill in what the path asks for. A new kind of thing must be given here."""
        values = {
            "index": 0,
            "number": 0,
            "job_id": self.job.id,
            "key_id": self.key_id,
            "label": "A",
            "delivery_id": self.delivery_id,
            "share_id": self.share_id,
            "upload_id": self.upload_id,
            "user_id": self.owner.id,
            "model": "digits",
        }
        return re.sub(r"{(\w+)[^}]*}", lambda found: str(values[found[1]]), route.path)


@pytest.fixture
async def hers(service: ServiceInMemory, ada: User) -> Belongings:
    said = a_passage(" what ada said")
    speakers = Speaker("A", 1.0), Speaker("B", 1.0)
    job = await service.completed_job(ada.id, said, webhook_url=HER_HOOK, speakers=speakers)
    job = replace(job, recording=replace(job.recording, filename="her-talk.wav"))
    service.database.records.jobs[job.id] = job
    made = await service.api_key(ada, Scope.READ)
    (delivery_id,) = service.database.records.deliveries
    upload = await service.uploads().create(
        caller=ada, length=1, filename="her-talk.wav", metadata=""
    )
    shared = await service.sharing().make(job.id, ShareTerms(), None, caller=Principal(ada))
    return Belongings(
        ada, job, str(made.key.id), str(delivery_id), str(upload.id), str(shared.share.id)
    )


async def answer_to(
    client: Client, route: Route, hers: Belongings, headers: Mapping[str, str]
) -> ClientResponse:
    wanted = dict(GUARDED[name_of(route)]())
    headers = {**headers, **wanted.pop("headers", {})}
    for part in wanted.keys() & {"json", "params"}:
        told = json.dumps(wanted[part]).replace(HER_JOB, str(hers.job.id))
        wanted[part] = json.loads(told)
    return await client.request(
        route.method, hers.address(route), headers=headers, allow_redirects=False, **wanted
    )


async def bearing_key(
    service: ServiceInMemory, owner: User, scopes: set[Scope]
) -> Mapping[str, str]:
    made = await service.api_key(owner, *scopes)
    return {"Authorization": f"Bearer {made.secret}"}


def test_every_route_is_on_trial() -> None:
    assert {name_of(route) for route in ROUTES} == PUBLIC | GUARDED.keys()


def test_no_route_is_on_trial_twice() -> None:
    tables = (PUBLIC, ADMINS, OWNED, PERSONAL, ENDLESS)
    assert sum(len(table) for table in tables) == len(PUBLIC | GUARDED.keys())


def test_the_document_says_who_may_ask() -> None:
    for route in ROUTES:
        expected = {Access.USER}
        if name_of(route) in PUBLIC:
            expected = {Access.ANYBODY, Access.SCRAPER}
        if name_of(route) in ADMINS:
            expected = {Access.ADMIN}
        assert route.operation.access in expected, name_of(route)


@of(GUARDED)
async def test_nobody_is_sent_to_the_login(client: Client, hers: Belongings, route: Route) -> None:
    answer = await answer_to(client, route, hers, {})
    assert answer.status == 401
    challenge = CHALLENGE if route.operation.takes_basic else "Bearer"
    assert answer.headers["WWW-Authenticate"] == challenge


@of(OWNED)
async def test_what_is_somebody_elses_is_not_there(
    service: ServiceInMemory, client: Client, hers: Belongings, bob: User, route: Route
) -> None:
    before = service.database.records.copy()
    answer = await answer_to(client, route, hers, service.bearer(bob))
    assert answer.status == 404
    assert not re.search(r"\bada\b", await answer.text())  # in the middle of an id it is chance
    assert service.database.records == before


@of(OWNED)
async def test_not_even_for_an_admin(
    service: ServiceInMemory, client: Client, hers: Belongings, route: Route
) -> None:
    root = await service.add_user("root", role=Role.ADMIN)
    before = service.database.records.copy()
    assert (await answer_to(client, route, hers, service.bearer(root))).status == 404
    assert service.database.records == before


@of(OWNED)
async def test_for_its_owner_it_is_there(
    service: ServiceInMemory, client: Client, hers: Belongings, ada: User, route: Route
) -> None:
    answer = await answer_to(client, route, hers, service.bearer(ada))
    assert answer.status in {200, 201, 204, 409}  # 409: it is there, but in no state for this


@of(PERSONAL)
async def test_nothing_of_somebody_elses_is_in_an_answer(
    service: ServiceInMemory, client: Client, hers: Belongings, bob: User, route: Route
) -> None:
    answer = await answer_to(client, route, hers, service.bearer(bob))
    assert answer.status in {200, 201, 204}, await answer.text()
    shown = await answer.text() + str(answer.headers)
    assert [mark for mark in hers.marks if mark in shown] == []


@of(ADMINS)
async def test_what_is_for_admins_is_forbidden_to_others(
    service: ServiceInMemory, client: Client, hers: Belongings, bob: User, route: Route
) -> None:
    before = service.database.records.copy()
    answer = await answer_to(client, route, hers, service.bearer(bob))
    assert answer.status == 403
    assert service.database.records == before


@of(GUARDED)
async def test_a_key_for_all_else_does_not_open_it(
    service: ServiceInMemory, client: Client, hers: Belongings, route: Route
) -> None:
    root = await service.add_user("root", role=Role.ADMIN)
    lacking = {route.scope} if isinstance(route.scope, Scope) else set()
    headers = await bearing_key(service, root, set(Scope) - lacking)
    answer = await answer_to(client, route, hers, headers)
    told = await answer.text()
    match route.scope:
        case KeyAccess.ANY_KEY:
            assert answer.status == 200
        case KeyAccess.NO_KEY:
            assert answer.status == 403
            assert route.method == "HEAD" or "login_required" in told
        case scope:
            assert answer.status == 403
            assert f'scope="{scope}"' in answer.headers["WWW-Authenticate"]
            assert route.method == "HEAD" or ("missing_scope" in told and f"'{scope}'" in told)


@of({**ADMINS, **OWNED, **PERSONAL})
async def test_a_key_for_just_this_opens_it(
    service: ServiceInMemory, client: Client, hers: Belongings, ada: User, route: Route
) -> None:
    if route.scope is KeyAccess.NO_KEY:
        return
    owner = await service.add_user("root", role=Role.ADMIN) if name_of(route) in ADMINS else ada
    needed = {route.scope} if isinstance(route.scope, Scope) else {Scope.READ}
    answer = await answer_to(client, route, hers, await bearing_key(service, owner, needed))
    assert answer.status in {200, 201, 204, 409}, await answer.text()


def test_every_guarded_route_says_which_keys_open_it() -> None:
    """Where no key opens it, that is meant: what manages the account itself."""
    closed = {name_of(route) for route in ROUTES if route.scope is KeyAccess.NO_KEY} - PUBLIC
    assert closed == {
        "DELETE /auth/api-keys/{key_id}",
        "GET /auth/api-keys",
        "POST /auth/api-keys",
        "POST /auth/logout",
        "POST /auth/password",
        "GET /webhooks/secret",
        "POST /webhooks/secret/rotate",
    }
