"""Write docs/routes.md, the table of all routes, from the routes that the service serves.

python -m tools.routes
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from entrypoints.http.app import ROUTES
from entrypoints.http.openapi.document import address, listed
from entrypoints.http.routing.operation import Access
from entrypoints.http.routing.route import KeyAccess, Route

PAGE: Final = Path(__file__).parents[1] / "docs" / "routes.md"
HEAD: Final = """\
<!-- `make docs` writes this file from the code. Do not edit it. -->
# Routes

All routes of the HTTP API. [api.md](api.md) explains how to use them, and the service shows every
field and every answer at `/docs`.

The last column says what a caller must send: nothing, a login (an access token or a session), or a
login or an API key that has the named [scope](authentication.md#api-keys). `admin` also
needs the role.
"""
# Readers look for jobs first; a tag that is not named here comes last.
ORDER: Final = (
    "Jobs",
    "Speakers",
    "Events",
    "Uploads",
    "OpenAI",
    "whisper-asr-webservice",
    "Webhooks",
    "Accounts",
    "Users",
    "Operation",
)


def routes_page(routes: Iterable[Route] = ROUTES) -> str:
    """Make the whole page."""
    ordered = sorted(listed(routes), key=lambda route: _rank(route.operation.tag))
    parts = [HEAD]
    for tag, group in groupby(ordered, key=lambda route: route.operation.tag):
        rows = "\n".join(_row(route) for route in group)
        parts.append(f"## {tag}\n\n| route | what it does | needs |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _rank(tag: str) -> tuple[int, str]:
    return (ORDER.index(tag) if tag in ORDER else len(ORDER)), tag


def _row(route: Route) -> str:
    return (
        f"| `{route.method} {address(route.path)}` | {route.operation.summary} | {_needs(route)} |"
    )


def _needs(route: Route) -> str:
    match route.operation.access, route.scope:
        case Access.ANYBODY, _:
            return "nothing"
        case Access.SCRAPER, _:
            return "`METRICS_TOKEN`, if set"
        case _, KeyAccess.NO_KEY:
            return "a login"
        case _, KeyAccess.ANY_KEY:
            return "a login or any key"
        case _, scope:
            return f"`{scope.value}`"


if __name__ == "__main__":
    PAGE.write_text(routes_page(), encoding="utf-8")
