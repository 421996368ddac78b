"""Finds the caller of a request and their address."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from aiohttp import web

from domain.errors.kinds import UnauthenticatedError
from domain.principal import Principal
from domain.user import User
from entrypoints.http.identity.admittance import ADMITTANCE, Admittance, Authenticator
from entrypoints.http.identity.at_once import take_place
from entrypoints.http.identity.cookies import COOKIE, is_secure_site
from entrypoints.http.identity.networks import network_of
from entrypoints.http.identity.rates import note_rates
from entrypoints.http.problems.refusals import CrossSite
from entrypoints.http.requests.bodies import SENDER_CHECK, SenderCheck
from entrypoints.http.routing.route import KeyAccess
from entrypoints.http.routing.table import SCOPES
from entrypoints.http.services.http_services import services_of, vitals_of

PRINCIPAL: Final = web.RequestKey("principal", Principal)
# After a longer upload, check again that the sender's credential is valid.
A_BODYS_TIME: Final = timedelta(seconds=1)
_IN_PROTOCOL: Final = "openai-insecure-api-key."
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def authenticated(request: web.Request) -> User:
    """Return the caller. Raises what `principal_of` raises."""
    return (await principal_of(request)).user


async def principal_of(
    request: web.Request,
    authenticate: Authenticator | None = None,
    credential_of: Callable[[web.Request], str] | None = None,
) -> Principal:
    """Return the caller, and check that their API key, if they use one, may call this route.

    `authenticate` is the service's own unless the route accepts other credentials, too, and
    `credential_of` is `access_token` unless they are sent in another way.

    Raises UnauthenticatedError (InvalidTokenError, InvalidApiKeyError), ForbiddenError
    (MissingScopeError, LoginRequiredError), RateLimitedError, TooManyAtOnce or CrossSite.
    """
    known = request.get(PRINCIPAL)
    if known is None:
        credential = (credential_of or access_token)(request)
        authenticate = authenticate or services_of(request).authenticate
        known = await authenticate(credential)
        admittance = Admittance(credential, authenticate)
        request[ADMITTANCE] = admittance
        look: SenderCheck = partial(admittance.ensure, not_looked_for=A_BODYS_TIME)
        request[SENDER_CHECK] = look
        take_place(request, f"user {known.user.id}")
        _ensure_opened(request, known)
        note_rates(request, await services_of(request).count_request(known))
        request[PRINCIPAL] = known
    return known


def access_token(request: web.Request) -> str:
    """Return the token: from the Authorization header, otherwise from the session cookie.

    The beginning of a WebSocket, for which a browser cannot set headers, may have it among the
    sub-protocols.
    """
    bearer = bearer_token(request)
    if bearer is None and is_upgrade(request):
        bearer = _token_in_protocols(request)
    if bearer is not None:
        return bearer
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        raise UnauthenticatedError("Log in first (POST /auth/login), or send an API key as Bearer.")
    if request.method not in SAFE_METHODS or is_upgrade(request):
        ensure_same_origin(request)
    return cookie


def is_upgrade(request: web.Request) -> bool:
    """Return whether the request is the beginning of a WebSocket (RFC 6455, 4.2.1)."""
    return request.headers.get("Upgrade", "").strip().lower() == "websocket"


def _token_in_protocols(request: web.Request) -> str | None:
    """Return the token that a browser sends to OpenAI's realtime protocol."""
    offered = ",".join(request.headers.getall("Sec-WebSocket-Protocol", [])).split(",")
    found = (each.strip() for each in offered if each.strip().startswith(_IN_PROTOCOL))
    return next((each.removeprefix(_IN_PROTOCOL) for each in found), None)


def bearer_token(request: web.Request) -> str | None:
    """Return the token after `Bearer` (RFC 6750); None if there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def client_address(request: web.Request) -> str:
    """Return the address that the outermost trusted proxy saw, or that of the connection.

    For IPv6 return the network, since every household can use 2**64 addresses.
    """
    proxies = vitals_of(request).policy.trusted_proxies
    hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    forwarded = [hop.strip() for hop in hops]
    if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
        return network_of(forwarded[-proxies])
    return network_of(request.remote or "unknown")


def _ensure_opened(request: web.Request, principal: Principal) -> None:
    needed = request.app[SCOPES].get(request.match_info.route, KeyAccess.NO_KEY)
    match needed:
        case KeyAccess.ANY_KEY:
            return
        case KeyAccess.NO_KEY:
            principal.ensure_logged_in()
        case scope:
            principal.ensure_may(scope)


def ensure_same_origin(request: web.Request) -> None:
    """Refuse changes that a page of another site makes with the visitor's cookie (CSRF).

    Browsers send Sec-Fetch-Site, older ones and those on plain http send Origin; a client that
    sends neither is not a browser. The method and the order of the checks are those of Filippo
    Valsorda, "Cross-Site Request Forgery" (2025).
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSite
        return
    origin = request.headers.get("Origin")
    if origin is None:
        return
    scheme, _, host = origin.partition("://")
    # A page loaded over http may have been changed on the way. If this process sees http, a proxy
    # that was not declared may still have ended TLS.
    schemes = {"https"} if is_secure_site(request) else {"http", "https"}
    if host != request.host or scheme not in schemes:
        raise CrossSite
