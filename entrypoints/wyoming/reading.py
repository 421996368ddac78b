"""Read Wyoming events, with bounds that its own reader does not have."""

import asyncio
from typing import Any, Final

from wyoming.event import Event

from entrypoints.client_json import read_json

# The header line is bounded by the reader's limit.
MOST_HEADER_BYTES: Final = 64 * 2**10
_MOST_DATA_BYTES: Final = 64 * 2**10
_MOST_PAYLOAD_BYTES: Final = 2**20


class MalformedEvent(Exception):  # noqa: N818  # it is an answer, not an accident
    """The client sent something that is no event, or too large."""


async def read_event(reader: asyncio.StreamReader) -> Event | None:
    """Read the next event; None at the end. Raises MalformedEvent, asyncio.IncompleteReadError."""
    try:
        line = await reader.readline()
    except ValueError as error:  # the line is longer than the reader's limit
        raise MalformedEvent("The line of an event is too long.") from error
    if not line:
        return None
    header = _object(line)
    kind, data = header.get("type"), header.get("data") or {}
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise MalformedEvent("An event has a 'type', and 'data' that are an object.")
    if size := _size(header, "data_length", _MOST_DATA_BYTES):
        data = {**data, **_object(await reader.readexactly(size))}
    size = _size(header, "payload_length", _MOST_PAYLOAD_BYTES)
    return Event(kind, data, await reader.readexactly(size) if size else None)


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = read_json(text)
    except (ValueError, RecursionError) as error:
        raise MalformedEvent("An event is not valid JSON.") from error
    if not isinstance(found, dict):
        raise MalformedEvent("An event is a JSON object.")
    return found


def _size(header: dict[str, Any], name: str, most: int) -> int:
    size = header.get(name) or 0
    if not isinstance(size, int) or not 0 <= size <= most:
        raise MalformedEvent(f"'{name}' must be a number up to {most:,}.")
    return size
