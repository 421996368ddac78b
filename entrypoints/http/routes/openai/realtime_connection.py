"""One connection of OpenAI's realtime protocol, from its first message to its last."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from application.concurrency.tasks import first_of
from application.live.live_job import LOST, Connection
from application.live.transcribe_live import LiveSession, OpenedSession
from domain.errors.kinds import TranscriberError, UnauthenticatedError
from domain.errors.uploads import UploadOffsetError
from domain.live.settings import LiveSettings
from entrypoints.http.identity.admittance import Admittance
from entrypoints.http.routes.openai.realtime_messages import (
    APPEND,
    BUFFER,
    Message,
    ProtocolFault,
    Writer,
    event_id_of,
    read_message,
    sound_of,
)
from entrypoints.http.routes.openai.realtime_settings import (
    FindModel,
    as_sent,
    changed,
    from_beta,
)
from entrypoints.http.services.live import LiveServices

# How often the connection looks whether its client is still there and still welcome.
LOOKED_EVERY_SECONDS: Final = 5.0
_CLOSED: Final = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}


class Farewell(Exception):  # noqa: N818  # it is an answer, not an accident
    """The server ends the session: an error is told, then the connection is closed."""

    def __init__(self, fault: Exception, close_code: int) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.close_code = close_code


@dataclass(slots=True)
class RealtimeConnection:
    """Follows a client's messages, and tells it what the session tells.

    A client that reads nothing for `stall_seconds` is dropped.
    """

    socket: web.WebSocketResponse
    live: LiveServices
    find_model: FindModel
    admittance: Admittance
    leaving: asyncio.Event
    writer: Writer
    session_id: str
    stall_seconds: float
    claim: Connection | None = None
    _heard_at: datetime = field(init=False)

    async def run(self, opened: OpenedSession) -> None:
        """Serve until the client leaves. Raises Farewell, ConnectionError."""
        self._heard_at = self.live.transcribe.clock.now()
        await self._send(self._session("session.created", opened.session.settings))
        await first_of(
            self._listen(opened.session),
            self._tell(opened),
            self._fail_with(opened),
            self._watch(),
            self._wait_for_shutdown(),
        )

    async def end(self, farewell: Farewell) -> None:
        """Tell why the session ends, and close the connection."""
        await self._send(self.writer.error(farewell.fault))
        await self.socket.close(code=farewell.close_code, message=str(farewell).encode()[:120])

    async def _listen(self, session: LiveSession) -> None:
        while True:
            received = await self.socket.receive()
            if received.type in _CLOSED:
                return
            self._heard_at = self.live.transcribe.clock.now()
            await self._follow(received, session)

    async def _follow(self, received: WSMessage, session: LiveSession) -> None:
        """Follow one message; if it cannot be followed, tell why and go on."""
        caused_by = None
        try:
            message = read_message(_text_of(received), most=self.live.message_bytes)
            caused_by = event_id_of(message)
            await self._obey(message, session)
        except (UploadOffsetError, *LOST) as error:  # the recording is another connection's
            raise Farewell(error, WSCloseCode.POLICY_VIOLATION) from error
        except (TranscriberError, ProtocolFault) as error:
            await self._send(self.writer.error(error, caused_by=caused_by))

    async def _obey(self, message: Message, session: LiveSession) -> None:
        match message["type"]:
            case kind if kind == APPEND:
                await session.append(sound_of(message))
            case "input_audio_buffer.commit":
                await session.commit()
            case "input_audio_buffer.clear":
                await session.clear()
            case "session.update":
                await self._update(_object(message), session, "session.updated")
            case "transcription_session.update":
                asked = from_beta(_object(message))
                await self._update(asked, session, "transcription_session.updated")
            case other:
                raise ProtocolFault(
                    "unknown_event",
                    f"A transcription session has no message {other[:64]!r}; it has "
                    f"session.update, {BUFFER}.append, {BUFFER}.commit and {BUFFER}.clear.",
                    "type",
                )

    async def _update(self, asked: Message, session: LiveSession, answer: str) -> None:
        await session.configure(changed(session.settings, asked, self.find_model))
        await self._send(self._session(answer, session.settings))

    async def _tell(self, opened: OpenedSession) -> None:
        while True:
            for message in self.writer.messages(await opened.events.get()):
                await self._send(message)

    async def _fail_with(self, opened: OpenedSession) -> None:
        """Wait until the session fails, which is a fault of the service."""
        await asyncio.wait({opened.ended})
        structlog.get_logger().error("live_session_failed", exc_info=opened.ended.exception())
        raise Farewell(RuntimeError(), WSCloseCode.INTERNAL_ERROR)

    async def _watch(self) -> None:
        """End the session if its client is silent for too long, or its credential has ended."""
        clock = self.live.transcribe.clock
        most = self.live.transcribe.open_sessions.limits.idle_seconds
        while True:
            await clock.sleep(min(LOOKED_EVERY_SECONDS, most))
            if (clock.now() - self._heard_at).total_seconds() >= most:
                fault = ProtocolFault("session_idle", f"Nothing was sent for {most:g} s.")
                raise Farewell(fault, WSCloseCode.OK)
            await self._ensure_claim()
            if not await self.admittance.holds():
                fault_of_caller = UnauthenticatedError("Your token or key has ended. Log in again.")
                raise Farewell(fault_of_caller, WSCloseCode.POLICY_VIOLATION)

    async def _ensure_claim(self) -> None:
        """Raise Farewell if the job of this session is no longer its own."""
        try:
            if self.claim is not None:
                await self.claim.check()
        except LOST as error:
            raise Farewell(error, WSCloseCode.POLICY_VIOLATION) from error

    async def _wait_for_shutdown(self) -> None:
        await self.leaving.wait()
        fault = ProtocolFault("server_shutting_down", "The server is stopping. Connect again.")
        raise Farewell(fault, WSCloseCode.SERVICE_RESTART)

    def _session(self, kind: str, settings: LiveSettings) -> Message:
        about = {"id": self.session_id, "object": "realtime.transcription_session"}
        return self.writer.session(kind, {**about, **as_sent(settings)})

    async def _send(self, message: Message) -> None:
        """Send a message. Raises ConnectionError if the client is gone or reads nothing."""
        try:
            async with asyncio.timeout(self.stall_seconds):
                await self.socket.send_str(json.dumps(message, ensure_ascii=False))
        except TimeoutError as error:
            raise ConnectionAbortedError("the client reads nothing") from error


def _text_of(received: WSMessage) -> str:
    """Return the text of a message. Raises ProtocolFault."""
    if received.type is not WSMsgType.TEXT:
        raise ProtocolFault("invalid_json", "Send messages as text, and sound as base64.")
    text: str = received.data
    return text


def _object(message: Message) -> Message:
    session = message.get("session")
    if not isinstance(session, dict):
        raise ProtocolFault(
            "missing_required_parameter", "Give the settings as an object in 'session'.", "session"
        )
    return session
