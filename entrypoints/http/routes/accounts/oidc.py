"""Routes of single sign-on with an identity provider."""

from typing import Annotated, Final

from aiohttp import web
from pydantic import BaseModel, Field

from domain.errors.accounts import (
    ExternalLoginError,
    IdentityProviderUnavailableError,
    LoginExpiredError,
    NoIdentityProviderError,
)
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.cookies import set_cookie, set_session
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.requests.validation import Text, shortened
from entrypoints.http.routing.operation import Access, Header, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.services.http_services import services_of

TICKET: Final = "oidc_ticket"
TICKET_PATH: Final = "/auth/oidc"
TICKET_SECONDS: Final = 600
LONGEST_CODE: Final = 4_096
HOME: Final = "/"


class SingleSignOn(BaseModel):
    """Whether users can log in with an identity provider, and the text of the button."""

    enabled: bool
    name: str


class Return(BaseModel):
    """The parameters of the provider's callback; providers may add more."""

    code: Annotated[Text, Field(max_length=LONGEST_CODE)] | None = None
    state: Annotated[Text, Field(max_length=LONGEST_CODE)] = ""
    error: Text | None = None
    error_description: Text | None = None


async def offer(request: web.Request) -> web.Response:
    """Describe the identity provider, if there is one."""
    read_query(request, NoQuery)
    offered = services_of(request).single_sign_on
    return json_answer(SingleSignOn(enabled=offered.enabled, name=offered.name))


async def login(request: web.Request) -> web.Response:
    """Redirect the browser to the identity provider."""
    read_query(request, NoQuery)
    departure = await services_of(request).single_sign_on.begin()
    answer = web.Response(status=303, headers={"Location": departure.address})
    set_cookie(request, answer, TICKET, departure.ticket, seconds=TICKET_SECONDS, path=TICKET_PATH)
    return answer


async def callback(request: web.Request) -> web.Response:
    """Handle the return from the identity provider, and start a session."""
    back = read_query(request, Return)
    if back.code is None:
        said = back.error_description or back.error or "nothing"
        raise ExternalLoginError(f"The identity provider refused the login: {shortened(said)}")
    token = await services_of(request).single_sign_on.finish(
        back.code, back.state, ticket=request.cookies.get(TICKET, "")
    )
    answer = web.Response(status=303, headers={"Location": HOME})
    answer.del_cookie(TICKET, path=TICKET_PATH)
    set_session(request, answer, token.value, seconds=token.expires_in_seconds)
    return answer


_LOCATION: Final = Header("Location", "Where the browser is redirected to.")
_COOKIE: Final = Header("Set-Cookie", "The cookie that the browser stores.")
ROUTES: Final = (
    *reading(
        "/auth/oidc",
        offer,
        Operation(
            summary="Show whether users can log in with an identity provider",
            tag="Accounts",
            access=Access.ANYBODY,
            replies={200: Reply("Whether there is a provider, and its name.", SingleSignOn)},
        ),
    ),
    Route(
        "GET",
        "/auth/oidc/login",
        login,
        Operation(
            summary="Log in with the identity provider",
            tag="Accounts",
            description="For browsers: redirects to the provider, which redirects back.",
            access=Access.ANYBODY,
            replies={303: Reply("A redirect to the provider.", headers=(_LOCATION, _COOKIE))},
            fails=(NoIdentityProviderError, IdentityProviderUnavailableError),
        ),
    ),
    Route(
        "GET",
        "/auth/oidc/callback",
        callback,
        Operation(
            summary="Return from the identity provider",
            tag="Accounts",
            description="Sets the session cookie. Browsers that ask for HTML get errors as a page.",
            access=Access.ANYBODY,
            query=Return,
            replies={303: Reply("A redirect to the service's page.", headers=(_LOCATION, _COOKIE))},
            fails=(
                NoIdentityProviderError,
                LoginExpiredError,
                ExternalLoginError,
                IdentityProviderUnavailableError,
            ),
        ),
    ),
)
