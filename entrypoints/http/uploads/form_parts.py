"""Reads the parts of a multipart form, with limits on number, size and time (RFC 7578)."""

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from aiohttp import BodyPartReader, MultipartReader, StreamReader, web
from aiohttp.http_exceptions import BadHttpMessage

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.errors.uploads import UploadInterruptedError
from entrypoints.http.identity.admittance import ADMITTANCE, LOOKED_EVERY
from entrypoints.http.problems.refusals import MalformedBody
from entrypoints.http.requests.bodies import ensure_plain
from entrypoints.http.requests.pace import Pace
from entrypoints.http.requests.validation import shortened
from entrypoints.http.uploads.disposition import read_disposition

MAX_PARTS: Final = 64
MAX_TEXT_BYTES: Final = 16 * 2**10
# Of all parts together; leaves room for one long file name.
MAX_NAMING_LENGTH: Final = 16 * 2**10
CHUNK_BYTES: Final = 256 * 2**10
# aiohttp allows 128 headers for each part; boundaries and the preamble need further lines.
MAX_LINES: Final = MAX_PARTS * 132
_PLAIN: Final = frozenset({"binary", "8bit", "7bit"})
# What aiohttp's reader raises for an invalid body; RuntimeWarning if warnings are errors.
_BROKEN: Final = (ValueError, RuntimeError, AssertionError, RuntimeWarning, BadHttpMessage)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class FormPart:
    """One part; `filename` is None if the part is not a file."""

    name: str
    filename: str | None
    body: BodyPartReader


class FormParts:
    """Iterates over the parts; each must be read before the next one is asked for.

    Raises MalformedBody for an invalid body, UploadInterruptedError for one that ends early or is
    too slow (see `Pace`), ConnectionError if the client has left.
    """

    def __init__(self, request: web.Request, *, stall_seconds: float) -> None:
        self._request = request
        self._pace = Pace(request.content, stall_seconds)
        self._count = 0
        self._naming_length = 0

    async def __aiter__(self) -> AsyncIterator[FormPart]:
        reader = self._reader()
        while (part := await self._patiently(reader.next())) is not None:
            self._count += 1
            if self._count > MAX_PARTS:
                raise MalformedBody(f"A form may have {MAX_PARTS} parts at most.")
            self._naming_length += len(part.headers.get("Content-Disposition", ""))
            if self._naming_length > MAX_NAMING_LENGTH:
                raise MalformedBody("The names of the form's parts are too long.")
            with self._translated():
                yielded = _described(part)
            yield yielded

    async def chunks(self, part: FormPart) -> AsyncIterator[bytes]:
        """Stream a part. Raises UnauthenticatedError if the sender's credential ends meanwhile."""
        admittance = self._request.get(ADMITTANCE)
        while not part.body.at_eof():
            if admittance is not None:
                await admittance.ensure(not_looked_for=LOOKED_EVERY)
            chunk = await self._patiently(part.body.read_chunk(CHUNK_BYTES))
            if chunk:
                yield bytes(chunk)

    async def text(self, part: FormPart, most_bytes: int = MAX_TEXT_BYTES) -> str:
        """Read a short part. Raises InvalidRequestError if it is too long or not UTF-8."""
        data = bytearray()
        async for chunk in self.chunks(part):
            data += chunk
            if len(data) > most_bytes:
                detail = f"At most {most_bytes} bytes are allowed."
                raise InvalidRequestError(FieldError(shortened(part.name), detail))
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            fault = FieldError(shortened(part.name), "This is not UTF-8.")
            raise InvalidRequestError(fault) from error

    def _reader(self) -> MultipartReader:
        body = cast("StreamReader", _FewLines(self._request.content))
        with self._translated():
            return MultipartReader(self._request.headers, body)

    async def _patiently(self, step: Awaitable[Result]) -> Result:
        with self._translated():
            return await self._pace.wait(step)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (TimeoutError, web.RequestPayloadError) as error:
            raise UploadInterruptedError from error
        except _BROKEN as error:
            if self._count and self._request.content.at_eof():
                raise UploadInterruptedError from error
            raise MalformedBody(
                "The body is not the multipart form that its Content-Type announces. "
                "Let your HTTP library write both."
            ) from error


class _FewLines:
    """A body that gives at most `MAX_LINES` lines; the bytes of files are not read by lines.

    aiohttp skips the text before the first boundary line by line, without giving way to other
    tasks: a megabyte of empty lines would block the event loop for seconds.
    """

    def __init__(self, body: StreamReader) -> None:
        self._body = body
        self._lines = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)

    async def readline(self, **limits: int) -> bytes:
        self._lines += 1
        if self._lines > MAX_LINES:
            raise ValueError("The form has too many lines.")
        return await self._body.readline(**limits)


def _described(part: MultipartReader | BodyPartReader) -> FormPart:
    if isinstance(part, MultipartReader):
        raise MalformedBody("A form's part cannot be multipart itself.")
    if part.headers.get("Content-Transfer-Encoding", "binary").lower() not in _PLAIN:
        raise MalformedBody("Send the parts as they are, without Content-Transfer-Encoding.")
    ensure_plain(part.headers)
    called = read_disposition(part.headers.get("Content-Disposition", ""))
    if called is None or not called.name:
        raise MalformedBody("Every part of a form needs a name in its Content-Disposition.")
    return FormPart(called.name, called.filename, part)
