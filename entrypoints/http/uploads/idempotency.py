"""Reads the header Idempotency-Key, and marks repeated answers."""

import re
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from application.jobs.submit_once import Submitted
from domain.errors.kinds import FieldError, InvalidRequestError
from entrypoints.http.routing.operation import Header

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"  # the name that Stripe uses
_KEY: Final = re.compile(r"[\x20-\x7e]{1,255}")

DOCUMENTED_KEY: Final = Header(
    HEADER,
    "A name of your choice for this request, such as a UUID: sent again with the same name within "
    "a day, it makes no second job and gets the first answer.",
    {"type": "string", "pattern": "^[ -~]{1,255}$"},
)
DOCUMENTED_REPLAY: Final = Header(REPLAYED, "`true` if this is the answer to an earlier request.")


def idempotency_key(request: web.Request) -> str | None:
    """Read the key, if there is one. Raises InvalidRequestError."""
    sent = request.headers.getall(HEADER, [])
    if not sent:
        return None
    if len(sent) > 1 or not _KEY.fullmatch(sent[0]):
        raise InvalidRequestError(
            FieldError(
                HEADER, "Send one key of 1 to 255 printable ASCII characters, such as a UUID."
            )
        )
    return sent[0]


def replay_header(submitted: Submitted) -> Mapping[str, str]:
    """Tell the client whether this is the answer to an earlier request."""
    return {REPLAYED: "true"} if submitted.replayed else {}
