"""Routes for admins to manage users."""

from typing import Final

from aiohttp import web

from application.ports.users import UserQuery
from domain.api_key import Scope
from domain.errors.accounts import (
    IdentityTakenError,
    LastAdminError,
    NoIdentityProviderError,
    UserChangedError,
    UsernameLooksAlikeError,
    UsernameTakenError,
    UserNotFoundError,
)
from domain.user import UserId
from entrypoints.http.answers.responses import json_answer
from entrypoints.http.identity.caller import authenticated
from entrypoints.http.requests.bodies import read_json
from entrypoints.http.requests.queries import NoQuery, read_query
from entrypoints.http.routing.ids import id_of
from entrypoints.http.routing.operation import Access, JsonBody, Operation, Reply
from entrypoints.http.routing.route import Route, reading
from entrypoints.http.schemas.users import (
    IdentityLink,
    NewUser,
    PasswordReset,
    UserAnswer,
    UserChange,
    UserListAnswer,
    UserListQuery,
)
from entrypoints.http.services.http_services import services_of


async def listing(request: web.Request) -> web.Response:
    """List the users, the oldest first."""
    caller = await authenticated(request)
    caller.ensure_admin()
    query = read_query(request, UserListQuery)
    page = await services_of(request).accounts.list_users(
        UserQuery(query.skip, query.limit, query.q or None), caller=caller
    )
    return json_answer(UserListAnswer.of(page, query))


async def create(request: web.Request) -> web.Response:
    """Create a user."""
    caller = await authenticated(request)
    caller.ensure_admin()  # before the body is read, so that only admins get its faults
    read_query(request, NoQuery)
    new = await read_json(request, NewUser)
    user = await services_of(request).accounts.create_user(
        new.username, new.password.get_secret_value(), new.role, caller=caller
    )
    return json_answer(UserAnswer.of(user))


async def change(request: web.Request) -> web.Response:
    """Change a user's role, or disable or enable the user."""
    caller = await authenticated(request)
    caller.ensure_admin()
    read_query(request, NoQuery)
    wanted = await read_json(request, UserChange)
    user = await services_of(request).accounts.change_user(
        _user_id(request), caller=caller, role=wanted.role, disabled=wanted.disabled
    )
    return json_answer(UserAnswer.of(user))


async def reset_password(request: web.Request) -> web.Response:
    """Set a new password for a user."""
    caller = await authenticated(request)
    caller.ensure_admin()
    read_query(request, NoQuery)
    reset = await read_json(request, PasswordReset)
    await services_of(request).accounts.reset_password(
        _user_id(request),
        reset.password.get_secret_value(),
        caller=caller,
        revoke_keys=reset.revoke_keys,
    )
    return web.Response(status=204)


async def link_identity(request: web.Request) -> web.Response:
    """Link a user to an account of the identity provider."""
    caller = await authenticated(request)
    caller.ensure_admin()
    read_query(request, NoQuery)
    link = await read_json(request, IdentityLink)
    await services_of(request).accounts.link_identity(
        _user_id(request), link.subject, caller=caller
    )
    return web.Response(status=204)


def _user_id(request: web.Request) -> UserId:
    return UserId(id_of(request, "user_id", missing=UserNotFoundError))


ROUTES: Final = (
    *reading(
        "/users",
        listing,
        Operation(
            summary="List the users",
            tag="Users",
            access=Access.ADMIN,
            query=UserListQuery,
            replies={200: Reply("A page of users, the oldest first.", UserListAnswer)},
        ),
        Scope.ADMIN,
    ),
    Route(
        "POST",
        "/users",
        create,
        Operation(
            summary="Create a user",
            tag="Users",
            access=Access.ADMIN,
            body=JsonBody(NewUser),
            replies={200: Reply("The user, who can now log in.", UserAnswer)},
            fails=(UsernameTakenError, UsernameLooksAlikeError),
        ),
        Scope.ADMIN,
    ),
    Route(
        "PATCH",
        "/users/{user_id}",
        change,
        Operation(
            summary="Change a user's role, or disable or enable the user",
            tag="Users",
            description="Disabling a user ends their sessions and API keys at once, permanently.",
            access=Access.ADMIN,
            body=JsonBody(UserChange),
            replies={200: Reply("The changed user.", UserAnswer)},
            fails=(UserNotFoundError, LastAdminError, UserChangedError),
        ),
        Scope.ADMIN,
    ),
    Route(
        "POST",
        "/users/{user_id}/password",
        reset_password,
        Operation(
            summary="Set a new password for a user",
            tag="Users",
            description=(
                "Every session of the user ends; their API keys stay valid, "
                "unless `revoke_keys` is true."
            ),
            access=Access.ADMIN,
            body=JsonBody(PasswordReset),
            replies={204: Reply("The password is set.")},
            fails=(UserNotFoundError, UserChangedError),
        ),
        Scope.ADMIN,
    ),
    Route(
        "PUT",
        "/users/{user_id}/identity",
        link_identity,
        Operation(
            summary="Link a user to an account of the identity provider",
            tag="Users",
            access=Access.ADMIN,
            body=JsonBody(IdentityLink),
            replies={204: Reply("From now on that account logs in as this user.")},
            fails=(UserNotFoundError, NoIdentityProviderError, IdentityTakenError),
        ),
        Scope.ADMIN,
    ),
)
