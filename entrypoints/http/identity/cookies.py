"""Cookies: what a browser shows again, and no script and no other site gets hold of."""

from typing import Final

from aiohttp import web

from entrypoints.http.services.http_services import HttpPolicy, services_of

COOKIE: Final = "auth_token"


def set_session(
    request: web.Request, answer: web.StreamResponse, token: str, *, seconds: int
) -> None:
    """Give a browser its session cookie."""
    set_cookie(request, answer, COOKIE, token, seconds=seconds, path="/")


def set_cookie(
    request: web.Request,
    answer: web.StreamResponse,
    name: str,
    value: str,
    *,
    seconds: int,
    path: str,
) -> None:
    """Give a browser something to show again, which no script and no other site gets hold of."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=is_secure_site(request),
    )


def is_secure_site(request: web.Request) -> bool:
    """Say whether browsers come by https, as the operator says or as this request came."""
    policy = services_of(request).policy
    return _is_https(request, policy) if policy.cookie_secure is None else policy.cookie_secure


def _is_https(request: web.Request, policy: HttpPolicy) -> bool:
    schemes = ",".join(request.headers.getall("X-Forwarded-Proto", [])).split(",")
    forwarded = bool(policy.trusted_proxies) and schemes[-1].strip().lower() == "https"
    return forwarded or request.secure
