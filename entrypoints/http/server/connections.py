"""Connections of aiohttp, with our answers to invalid HTTP and with stall detection."""

import asyncio
import time
from typing import Any, Final

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong
from typing_extensions import override

from entrypoints.http.problems.details import problem_answer
from entrypoints.http.server.middlewares import add_common_headers
from entrypoints.http.server.open_connections import ConnectionLimits, OpenConnections
from entrypoints.http.server.send_buffer import SendBuffer
from entrypoints.http.services.http_services import VITALS

_LOOKS_EACH_STALL: Final = 6
_UNREADABLE: Final = "This request is not valid HTTP. Use an HTTP library to make it."
_TOO_LONG: Final = "A line of the request's header is longer than 8,190 bytes. Shorten it."


class Runner(web.AppRunner):
    """Runs an application on `Connection`s."""

    def __init__(
        self, app: web.Application, *, limits: ConnectionLimits | None = None, **kwargs: Any
    ) -> None:
        limits = limits or ConnectionLimits()
        self.open_connections = OpenConnections(limits, time.monotonic)
        self._watching: asyncio.Task[None] | None = None
        super().__init__(
            app,
            keepalive_timeout=limits.patience_seconds,
            access_log=None,
            auto_decompress=False,  # compressed bodies are refused, so they are never unpacked
            **kwargs,
        )

    @override
    async def setup(self) -> None:
        await super().setup()
        self._watching = asyncio.create_task(self._watch())

    @override
    async def cleanup(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
        await super().cleanup()

    async def _watch(self) -> None:
        """Drop connections that have stalled, several times in each stall timeout."""
        while True:
            await asyncio.sleep(self.open_connections.limits.stall_seconds / _LOOKS_EACH_STALL)
            for connection in self.open_connections.all():
                connection.drop_if_stalled()

    def connection(self) -> "Connection":
        """Make the protocol object of an accepted connection; call it after `setup`."""
        if not isinstance(self.server, _Connections):
            raise TypeError
        return self.server()

    @override
    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        return _Connections(
            made.request_handler,
            app=self.app,
            open_connections=self.open_connections,
            request_factory=made.request_factory,
            loop=asyncio.get_running_loop(),
            **self._kwargs,
        )


class _Connections(web.Server):
    """Makes the protocol object of each accepted connection."""

    def __init__(
        self, *args: Any, app: web.Application, open_connections: OpenConnections, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.app = app
        self.open_connections = open_connections

    @override
    def __call__(self) -> "Connection":
        return Connection(self, loop=self._loop, **self._kwargs)


class Connection(web.RequestHandler):
    """Answers invalid HTTP with a problem response, and detects stalled clients."""

    def __init__(self, manager: _Connections, **kwargs: Any) -> None:
        super().__init__(manager, **kwargs)
        self._ids = manager.app[VITALS].ids
        self._open_connections = manager.open_connections
        self._send_buffer: SendBuffer | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the connection is idle: no request of it is being answered."""
        return self.transport is not None and not (self._request_in_progress or self._messages)

    def drop(self) -> None:
        """Close the connection at once, without sending what is buffered."""
        if self.transport is not None:
            self.transport.abort()

    def drop_if_stalled(self) -> None:
        """Close the connection if the client has stopped reading."""
        if self._send_buffer is not None and self._send_buffer.is_stalled():
            self._send_buffer.transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.transport is not None:
            limits = self._open_connections.limits
            self._send_buffer = SendBuffer(self.transport, limits.stall_seconds, self._loop.time)

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        if self._send_buffer is not None:
            self._send_buffer.note_progress()

    @override
    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._open_connections.leave(self)

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        if request.writer.output_size:  # a started response can only be cut off
            raise ConnectionError
        request_id = self._ids.new().hex
        structlog.get_logger().info("request_unreadable", request_id=request_id)
        detail = _TOO_LONG if isinstance(exc, LineTooLong) else _UNREADABLE
        answer = problem_answer(request, status=400, code="bad_request", detail=detail)
        add_common_headers(answer, request_id)
        answer.force_close()
        return answer
