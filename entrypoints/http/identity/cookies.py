"""Sets cookies that no script and no other site can read."""

from typing import Final, Literal

from aiohttp import web

from entrypoints.http.services.http_services import HttpPolicy, services_of

COOKIE: Final = "auth_token"


def set_session(
    request: web.Request, answer: web.StreamResponse, token: str, *, seconds: int
) -> None:
    """Set the session cookie."""
    set_cookie(request, answer, COOKIE, token, seconds=seconds, path="/")


def set_cookie(
    request: web.Request,
    answer: web.StreamResponse,
    name: str,
    value: str,
    *,
    seconds: int,
    path: str,
    same_site: Literal["Lax", "Strict"] = "Lax",
) -> None:
    """Set a cookie that no script and no other site can read."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        httponly=True,
        samesite=same_site,
        secure=is_secure_site(request),
    )


def is_secure_site(request: web.Request) -> bool:
    """Return whether browsers use https: as the operator says, or as this request came."""
    policy = services_of(request).policy
    return _is_https(request, policy) if policy.cookie_secure is None else policy.cookie_secure


def _is_https(request: web.Request, policy: HttpPolicy) -> bool:
    schemes = ",".join(request.headers.getall("X-Forwarded-Proto", [])).split(",")
    forwarded = bool(policy.trusted_proxies) and schemes[-1].strip().lower() == "https"
    return forwarded or request.secure
