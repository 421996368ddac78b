"""Routes to log in and out, and to change the password."""

from typing import Final

from aiohttp import web

from application.ports.tokens import AccessToken
from domain.errors.accounts import InvalidCredentialsError, LoginsBusyError, TooManyAttemptsError
from domain.errors.capacity import DatabaseUnavailableError
from domain.principal import Principal
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import (
    access_token,
    authenticated,
    bearer_token,
    client_address,
    principal_of,
)
from entrypoints.http.identity.cookies import COOKIE, set_session
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.operation import Access, Header, JsonBody, Operation, Reply
from entrypoints.http.routing.route import KeyAccess, Route, reading
from entrypoints.http.schemas.login import (
    Credential,
    LoginRequest,
    MeAnswer,
    PasswordChange,
    TokenAnswer,
)
from entrypoints.http.services.http_services import services_of


async def login(request: web.Request) -> web.Response:
    """Return a token for a name and a password, in the body and as a cookie."""
    credentials = await read_json(request, LoginRequest)
    token = await services_of(request).login(
        credentials.username,
        credentials.password.get_secret_value(),
        address=client_address(request),
    )
    return _session(request, token)


async def logout(request: web.Request) -> web.Response:
    """End the token that this request uses."""
    await authenticated(request)
    await services_of(request).logout(access_token(request))
    answer = web.Response(status=204)
    answer.del_cookie(COOKIE, path="/")
    return answer


async def change_password(request: web.Request) -> web.Response:
    """Set a new password, end all earlier tokens and return a new one."""
    caller = await authenticated(request)
    change = await read_json(request, PasswordChange)
    token = await services_of(request).change_password(
        change.current_password.get_secret_value(),
        change.new_password.get_secret_value(),
        caller=caller,
        revoke_keys=change.revoke_keys,
    )
    return _session(request, token)


async def me(request: web.Request) -> web.Response:
    """Describe the caller and what their credential allows."""
    principal = await principal_of(request)
    read_query(request, NoQuery)
    return json_answer(MeAnswer.of(principal, _shown(request, principal)))


def _shown(request: web.Request, principal: Principal) -> Credential:
    if principal.key is not None:
        return Credential.API_KEY
    return Credential.SESSION if bearer_token(request) is None else Credential.TOKEN


def _session(request: web.Request, token: AccessToken) -> web.Response:
    answer = json_answer(TokenAnswer.of(token))
    set_session(request, answer, token.value, seconds=token.expires_in_seconds)
    return answer


_SET_COOKIE: Final = Header("Set-Cookie", "The session of a browser.")
ROUTES: Final = (
    Route(
        "POST",
        "/auth/login",
        login,
        Operation(
            summary="Log in",
            tag="Accounts",
            access=Access.ANYBODY,
            query=None,
            body=JsonBody(LoginRequest),
            replies={200: Reply("An access token.", TokenAnswer, headers=(_SET_COOKIE,))},
            fails=(
                InvalidCredentialsError,
                TooManyAttemptsError,
                LoginsBusyError,
                DatabaseUnavailableError,
            ),
        ),
    ),
    Route(
        "POST",
        "/auth/logout",
        logout,
        Operation(
            summary="Log out",
            tag="Accounts",
            query=None,
            replies={204: Reply("The token is no longer valid.", headers=(_SET_COOKIE,))},
        ),
    ),
    Route(
        "POST",
        "/auth/password",
        change_password,
        Operation(
            summary="Change your password",
            tag="Accounts",
            description=(
                "All your tokens end; the response has a new one. Your API keys stay valid, "
                "unless `revoke_keys` is true."
            ),
            query=None,
            body=JsonBody(PasswordChange),
            replies={200: Reply("A new access token.", TokenAnswer, headers=(_SET_COOKIE,))},
            fails=(InvalidCredentialsError, TooManyAttemptsError, LoginsBusyError),
        ),
    ),
    *reading(
        "/auth/me",
        me,
        Operation(
            summary="Show who is logged in",
            tag="Accounts",
            replies={200: Reply("The caller, and what their credential allows.", MeAnswer)},
        ),
        KeyAccess.ANY_KEY,
    ),
)
