"""Answers that are not errors."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from aiohttp import web
from pydantic import BaseModel

_BLOCK_BYTES: Final = 32 * 2**10


def json_answer(
    body: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Answer with a model as JSON."""
    return web.Response(
        status=status,
        body=body.model_dump_json().encode(),  # JSON is UTF-8, so it has no charset to name
        content_type="application/json",
        headers=headers,
    )


async def stream_answer(
    request: web.Request,
    pieces: AsyncIterator[bytes],
    *,
    status: int = 200,
    headers: Mapping[str, str],
) -> web.StreamResponse:
    """Send a document of any length, a block at a time.

    The first block is made before anything is sent, so that what fails at once is still answered
    as a problem; what fails later breaks the connection, which a client can tell from the end.
    """
    answer = web.StreamResponse(status=status, headers=headers)
    blocks = _blocks(pieces) if request.method != "HEAD" else _nothing()
    first = await anext(blocks, b"")
    await answer.prepare(request)
    await answer.write(first)
    async for block in blocks:
        await answer.write(block)
    await answer.write_eof()
    return answer


async def _blocks(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Gather small pieces, since each write costs a system call and a packet."""
    block = bytearray()
    async for piece in pieces:
        block += piece
        if len(block) >= _BLOCK_BYTES:
            yield bytes(block)
            block.clear()
    yield bytes(block)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""
