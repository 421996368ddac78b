"""How a step is sent with httpx, by both clients."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import httpx

from whisper_transcriber_client.flows.steps import Send

# Seconds. Signs of life come every 15 s.
TIMEOUT: Final = httpx.Timeout(60.0, connect=10.0)
# Bytes after which it is told how much was sent.
SLICE_BYTES: Final = 64 << 10


def arguments(send: Send) -> dict[str, Any]:
    """Return what httpx takes of a request, without its content."""
    headers = dict(send.headers)
    if send.tell is not None:  # or httpx would send the slices without their length
        headers["Content-Length"] = str(len(send.content or b""))
    return {
        "method": send.method,
        "url": send.path,
        "headers": headers,
        "params": dict(send.params) or None,
        "files": send.fields,
    }


def slices(send: Send) -> Iterator[bytes]:
    """Yield the content slice by slice, and tell what was sent."""
    content = send.content or b""
    for start in range(0, len(content), SLICE_BYTES):
        yield content[start : start + SLICE_BYTES]
        if send.tell is not None:
            send.tell(min(start + SLICE_BYTES, len(content)))


async def async_slices(send: Send) -> AsyncIterator[bytes]:
    """Yield the same for asyncio."""
    for each in slices(send):
        yield each
