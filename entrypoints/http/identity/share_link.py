"""Finds the link with which a reader comes who has no account."""

from typing import Final

from aiohttp import web

from application.sharing.open_share import OpenedShare
from domain.errors.sharing import ShareClosedError
from entrypoints.http.identity.admittance import ADMITTANCE, Admittance
from entrypoints.http.identity.at_once import take_place
from entrypoints.http.identity.caller import client_address
from entrypoints.http.identity.cookies import set_cookie
from entrypoints.http.services.http_services import services_of

TOKEN_HEADER: Final = "X-Share-Token"  # noqa: S105  # a name, and no secret
SHARE_COOKIE: Final = "share_token"


async def opened_share(request: web.Request) -> OpenedShare:
    """Return the link whose token the request has, and which its path names.

    Raises ShareClosedError, TooManyAttemptsError, TooManyAtOnce.
    """
    token = request.headers.get(TOKEN_HEADER) or request.cookies.get(SHARE_COOKIE)
    if not token:
        raise ShareClosedError
    opening = services_of(request).sharing.open
    opened = await opening(token, address=client_address(request))
    if request.match_info.get("share_id", str(opened.share.id)) != str(opened.share.id):
        raise ShareClosedError
    take_place(request, f"share {opened.share.id}")
    request[ADMITTANCE] = Admittance(token, opening.check)
    return opened


def set_share_cookie(request: web.Request, answer: web.StreamResponse, opened: OpenedShare) -> None:
    """Let the browser fetch sound and files, to whose requests a page cannot add a header.

    The cookie goes to this link's addresses alone, so links in two tabs do not mix.
    """
    left = opened.share.expires_at - services_of(request).sharing.open.check.clock.now()
    set_cookie(
        request,
        answer,
        SHARE_COOKIE,
        request.headers[TOKEN_HEADER],
        seconds=max(1, int(left.total_seconds())),
        path=f"/shared/{opened.share.id}",
        same_site="Strict",
    )
