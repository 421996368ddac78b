"""JSON that comes in."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiohttp import web

from domain.errors import FieldError, InvalidRequestError, UploadInterruptedError
from entrypoints.http.problems.refusals import CodedBody, MalformedBody, WrongContentType
from entrypoints.http.requests.media_types import media_type_of
from entrypoints.http.requests.validation import MOST_FAULTS, Model, shortened, validated
from entrypoints.http.services.http_services import services_of

MAX_JSON_BYTES: Final = 64 * 2**10
# Raises where whoever sends the body was shut out while it came; set once it is known who that is.
SenderCheck = Callable[[], Awaitable[None]]
SENDER_CHECK: Final = web.RequestKey[SenderCheck]("sender-check")


async def read_json(request: web.Request, model: type[Model]) -> Model:
    """Read a JSON object into the model.

    Raises InvalidRequestError, MalformedBody, WrongContentType, UnauthenticatedError; a body over
    the limit raises aiohttp's own error, which becomes a 413.
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
        raise MalformedBody("The body broke off, or is not coded as its headers say.") from error
    except (ValueError, RecursionError) as error:
        raise MalformedBody("The body is not JSON that can be read.") from error
    if not isinstance(values, dict):
        raise MalformedBody("The body must be a JSON object, such as {...}.")
    return validated(model, values)


def ensure_plain(headers: Mapping[str, str]) -> None:
    """Return if what these headers describe is not compressed. Raises CodedBody."""
    coding = headers.get("Content-Encoding", "").strip()
    if coding.lower() not in {"", "identity"}:
        raise CodedBody(coding)


async def invite_body(request: web.Request) -> None:
    """Tell a client that asked first (`Expect: 100-continue`) to send its body.

    Every refusal that needs no body comes before this, so that no client sends one for nothing.
    """
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # the answer itself has not begun


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
