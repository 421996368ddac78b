"""Fetch recordings over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from aiohttp import ClientResponse, ClientTimeout
from typing_extensions import override
from yarl import URL

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.conversation import (
    AddressRefusedError,
    Conversation,
    TooSlowError,
    UnreachableError,
    conversation,
)
from adapters.outbound.guard import OutboundGuard
from application.ports.remote_recordings import RecordingSource, RemoteRecording
from domain.errors.uploads import SourceRejectedError

MOST_REDIRECTS: Final = 5
CHUNK_BYTES: Final = 256 * 2**10
CONNECT_SECONDS: Final = 10.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

_REFUSED: Final = "It leads to a private network; the service does not call it."
_TOO_SLOW: Final = "The server at this address takes too long. Try again later, or upload the file."
_AWAY: Final = "The server at this address cannot be reached, or broke off. Try again later."


class HttpRecordingSource(RecordingSource):
    """Fetches within `total_seconds`, if there is a byte every `stall_seconds` at least."""

    def __init__(
        self, policy: AddressPolicy, *, total_seconds: float, stall_seconds: float = 30.0
    ) -> None:
        self._policy = policy
        self._guard = OutboundGuard(policy)
        self._total_seconds = total_seconds
        self._limits = ClientTimeout(
            total=total_seconds, sock_connect=CONNECT_SECONDS, sock_read=stall_seconds
        )

    @override
    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[RemoteRecording]:
        try:
            # For all redirects together, since the client's own timeout restarts with each request.
            async with asyncio.timeout(self._total_seconds):
                async with conversation(self._policy, self._limits) as talk:
                    with ExitStack() as opened:
                        answer = await self._found(talk, url, opened)
                        yield RemoteRecording(
                            _filename(answer), answer.content_length, _chunks(talk, answer)
                        )
        except (TooSlowError, TimeoutError) as error:
            raise SourceRejectedError(_TOO_SLOW) from error
        except AddressRefusedError as error:
            raise SourceRejectedError(_REFUSED) from error
        except UnreachableError as error:
            raise SourceRejectedError(_AWAY) from error

    async def _found(self, talk: Conversation, url: str, opened: ExitStack) -> ClientResponse:
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._answer(talk, url)
            opened.callback(answer.close)
            if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                return _accepted(answer)
            url = _elsewhere(url, answer.headers["Location"])
        raise SourceRejectedError(f"It redirects more than {MOST_REDIRECTS} times.")

    async def _answer(self, talk: Conversation, url: str) -> ClientResponse:
        fault = self._guard.fault(url)
        if fault is not None:
            raise SourceRejectedError(fault)
        with talk.translated():
            return await talk.session.get(URL(url, encoded=url.isascii()), allow_redirects=False)


def _elsewhere(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise SourceRejectedError("It redirects to what is no address.") from error


def _accepted(answer: ClientResponse) -> ClientResponse:
    """Refuse an answer whose headers show that it is no recording."""
    if answer.status != 200:  # noqa: PLR2004
        raise SourceRejectedError(f"The server there answers {answer.status}, not with a file.")
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise SourceRejectedError("The server there compresses the file, though not asked to.")
    # Not `content_type`: aiohttp parses 8 kB of parameters over and over, so any server could make
    # that take a second.
    if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise SourceRejectedError("There is a web page at this address, not a recording.")
    return answer


async def _chunks(talk: Conversation, answer: ClientResponse) -> AsyncIterator[bytes]:
    while True:
        with talk.translated():
            chunk = await answer.content.read(CHUNK_BYTES)
        if not chunk:
            return
        yield chunk


def _filename(answer: ClientResponse) -> str | None:
    """Take the name from Content-Disposition, or else from the end of the address."""
    disposition = answer.content_disposition
    if disposition is not None and disposition.filename:
        return disposition.filename
    return unquote(urlsplit(str(answer.url)).path.rpartition("/")[2]) or None
