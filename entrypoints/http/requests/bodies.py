"""Reads JSON bodies."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiohttp import web

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.errors.uploads import UploadInterruptedError
from entrypoints.http.problems.refusals import CodedBody, MalformedBody, WrongContentType
from entrypoints.http.requests.media_types import media_type_of
from entrypoints.http.requests.validation import MOST_FAULTS, Model, shortened, validated
from entrypoints.http.services.http_services import services_of

MAX_JSON_BYTES: Final = 64 * 2**10
# Raises if the sender's credential ended while the body came; set once the sender is known.
SenderCheck = Callable[[], Awaitable[None]]
SENDER_CHECK: Final = web.RequestKey[SenderCheck]("sender-check")


async def read_json(request: web.Request, model: type[Model]) -> Model:
    """Read a JSON object into the model.

    Raises InvalidRequestError, MalformedBody, WrongContentType, UnauthenticatedError. For a body
    over the limit aiohttp raises its own error, which becomes a 413.
    """
    if media_type_of(request) != "application/json":
        raise WrongContentType("application/json", request.headers.get("Content-Type", ""))
    await invite_body(request)
    try:
        async with asyncio.timeout(services_of(request).policy.json_seconds):
            text = (await request.read()).decode()
        if SENDER_CHECK in request:
            await request[SENDER_CHECK]()
        values = json.loads(text, object_pairs_hook=_once_each)
    except TimeoutError as error:
        raise UploadInterruptedError from error
    except web.RequestPayloadError as error:
        raise MalformedBody("The body ends early, or is not encoded as its headers say.") from error
    except (ValueError, RecursionError) as error:
        raise MalformedBody("The body is not valid JSON.") from error
    if not isinstance(values, dict):
        raise MalformedBody("The body must be a JSON object, such as {...}.")
    return validated(model, values)


def ensure_plain(headers: Mapping[str, str]) -> None:
    """Check that a body with these headers is not compressed. Raises CodedBody."""
    coding = headers.get("Content-Encoding", "").strip()
    if coding.lower() not in {"", "identity"}:
        raise CodedBody(coding)


async def invite_body(request: web.Request) -> None:
    """Answer `Expect: 100-continue`, so that the client sends its body.

    Every check that needs no body comes before this, so that no client sends one in vain.
    """
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the response itself has not started


async def await_invitation(_request: web.Request) -> None:
    """Leave `Expect: 100-continue` unanswered until a handler wants the body."""


def _once_each(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        doubled = sorted(name for name, count in counts.items() if count > 1)[:MOST_FAULTS]
        raise InvalidRequestError(
            *(FieldError(shortened(name), "This is given more than once.") for name in doubled)
        )
    return values
