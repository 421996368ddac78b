"""Builds successful responses."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from entrypoints.http.answers.pieces import Pieces
from entrypoints.http.answers.sending import is_taken
from entrypoints.http.identity.admittance import ADMITTANCE

_LEAST_BYTES: Final = 32 * 2**10
_MOST_BYTES: Final = 256 * 2**10


def whole_answer(
    body: bytes, media_type: str, *, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Answer with bytes from memory, sent in pieces as fast as the client reads them."""
    return web.Response(body=Pieces(body), headers={**(headers or {}), "Content-Type": media_type})


def json_answer(
    body: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Answer with a model as JSON."""
    return web.Response(
        status=status,
        body=body.model_dump_json().encode(),  # JSON is always UTF-8 and has no charset parameter
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
    """Send a document of any length, block by block.

    The first block is made before anything is sent, so that an error at once becomes a problem
    response. A later error, or the end of the client's credential, closes the connection before the
    last chunk, from which the client can tell that the body is incomplete.
    """
    answer = web.StreamResponse(status=status, headers=headers)
    blocks = _blocks(pieces) if request.method != "HEAD" else _nothing()
    async with aclosing(blocks):
        first = await anext(blocks, b"")
        await answer.prepare(request)
        taken = await is_taken(request, answer, first)
        while taken and (block := await anext(blocks, None)) is not None:
            taken = await _goes_on(request) and await is_taken(request, answer, block)
    if taken:
        await answer.write_eof()
    return answer


async def _goes_on(request: web.Request) -> bool:
    """Return whether the client's credential is still valid; if not, close the connection."""
    admittance = request.get(ADMITTANCE)
    if admittance is None or await admittance.holds():
        return True
    if request.transport is not None:
        request.transport.abort()
    return False


async def _blocks(pieces: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Join small pieces, since each write costs a system call and a packet, and cut large ones.

    A block must be small enough that a slow client can read it before the stall timeout.
    """
    gathered = bytearray()
    async for piece in pieces:
        gathered += piece
        if len(gathered) >= _LEAST_BYTES:
            for start in range(0, len(gathered), _MOST_BYTES):
                yield bytes(gathered[start : start + _MOST_BYTES])
            gathered.clear()
    yield bytes(gathered)


async def _nothing() -> AsyncGenerator[bytes, None]:
    yield b""
