"""The header Idempotency-Key, and what is said of an answer that was given before."""

import re
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from application.jobs.submit_once import Submitted
from domain.errors import FieldError, InvalidRequestError
from entrypoints.http.routing.operation import Header

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"  # as Stripe calls it
_KEY: Final = re.compile(r"[\x20-\x7e]{1,255}")

DOCUMENTED_KEY: Final = Header(
    HEADER,
    "A name of your choice for this request, such as a UUID: sent again with the same name within "
    "a day, it makes no second job and gets the first answer.",
    {"type": "string", "pattern": "^[ -~]{1,255}$"},
)
DOCUMENTED_REPLAY: Final = Header(REPLAYED, "`true` where this answer was given before.")


def idempotency_key(request: web.Request) -> str | None:
    """Read the key, if one was sent. Raises InvalidRequestError."""
    sent = request.headers.getall(HEADER, [])
    if not sent:
        return None
    if len(sent) > 1 or not _KEY.fullmatch(sent[0]):
        raise InvalidRequestError(
            FieldError(HEADER, "Send one key of 1 to 255 printable ASCII characters, as a UUID is.")
        )
    return sent[0]


def replay_header(submitted: Submitted) -> Mapping[str, str]:
    """Tell the client whether the answer was given before."""
    return {REPLAYED: "true"} if submitted.replayed else {}
