"""A WebSocket over a connection of httpx, which it leaves to us once it is open."""

from collections.abc import Iterable
from contextlib import suppress
from threading import Thread
from typing import Any, Final

import httpcore
import httpx

from whisper_transcriber_client.errors import ConnectionBrokenError, error_of
from whisper_transcriber_client.flows.line_steps import Dial, Hear, Say
from whisper_transcriber_client.sound import SoundBuffer
from whisper_transcriber_client.websocket import opening

CHUNK_BYTES: Final = 64 << 10
SAY_SECONDS: Final = 20.0
SWITCHING: Final = 101
BREAKS: Final = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


def broken(error: Exception) -> ConnectionBrokenError:
    """Explain an error of an open line."""
    said = str(error) or type(error).__name__
    return ConnectionBrokenError.of_line(f"broke ({said})")


def request_of(http: httpx.Client | httpx.AsyncClient, step: Dial) -> httpx.Request:
    """Return the request that asks for a line."""
    return http.build_request("GET", step.path, params=dict(step.params), headers=opening())


def stream_of(answer: httpx.Response | None) -> Any:
    """Return the bytes of an open line, to read and to write."""
    if answer is None:
        raise RuntimeError("A flow dials before it says or hears anything.")
    return answer.extensions["network_stream"]


class Line:
    """One line at a time; closing it twice is allowed."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._answer: httpx.Response | None = None

    def close(self) -> None:
        """Close the line, if there is one."""
        answer, self._answer = self._answer, None
        if answer is not None:
            with suppress(*BREAKS, httpx.RequestError):
                answer.close()

    def dial(self, step: Dial) -> None:
        """Open a line. Raises httpx.RequestError, ClientError."""
        self.close()
        answer = self._http.send(request_of(self._http, step), stream=True)
        if answer.status_code != SWITCHING:
            answer.read()
            raise error_of(answer)
        self._answer = answer

    def say(self, step: Say) -> None:
        """Send bytes. Raises ConnectionBrokenError."""
        try:
            stream_of(self._answer).write(step.content, timeout=SAY_SECONDS)
        except BREAKS as error:
            raise broken(error) from error

    def hear(self, step: Hear) -> bytes | None:
        """Wait for bytes; None if none came in time. Raises ConnectionBrokenError."""
        try:
            content: bytes = stream_of(self._answer).read(CHUNK_BYTES, timeout=step.seconds)
        except httpcore.ReadTimeout:
            return None
        except BREAKS as error:
            raise broken(error) from error
        return content


def fill(buffer: SoundBuffer, sound: Iterable[bytes]) -> None:
    """Read sound in a thread of its own, since reading may wait at any piece."""

    def read() -> None:
        try:
            for piece in sound:
                if not buffer.put_patiently(piece):
                    return
        except Exception as error:  # noqa: BLE001  # it is raised where the sound is taken
            buffer.end(error)
        else:
            buffer.end()

    Thread(target=read, name="live-sound", daemon=True).start()
