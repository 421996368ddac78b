"""Read the server-sent events of a job (WHATWG HTML, 9.2)."""

import json
from typing import Final

import httpx

from whisper_transcriber_client.errors import (
    ClientError,
    ConnectionBrokenError,
    NotOursError,
    UnauthorizedError,
)
from whisper_transcriber_client.results import ENDED, Progress

PARTS: Final = frozenset({"segment", "gap"})  # these are about the transcript, not the job
# Seconds between two looks at a job whose events broke off.
POLL_SECONDS: Final = 1.0


class EventReader:
    """Reads lines; remembers the last event, from which the next connection goes on.

    `usable` is False once it is known that no events come; then the job is only looked at.
    """

    def __init__(self) -> None:
        self.resume: dict[str, str] = {}
        self.usable = True
        self._name = ""
        self._data = ""

    def start(self, answer: httpx.Response) -> None:
        """Begin with an answer. Raises NotOursError if it has no events."""
        self._name = self._data = ""
        if "event-stream" not in answer.headers.get("content-type", ""):
            raise NotOursError(answer)

    def broke_off(self, error: ClientError) -> None:
        """Find out whether to listen again. Raises UnauthorizedError."""
        if isinstance(error, UnauthorizedError):
            raise error
        self.usable = error.passing or isinstance(error, ConnectionBrokenError)

    def feed(self, line: str) -> Progress | None:
        """Read a line and return the state of the running job that it completes, if any."""
        name, _, value = line.partition(":")
        match name:
            case "event":
                self._name = value.strip()
            case "data":
                self._data = value.strip()
            case "id":
                self.resume = {"Last-Event-ID": value.strip()}
            case "" if not line and self._data:
                return self._completed()
        return None

    def _completed(self) -> Progress | None:
        name, data = self._name, self._data
        self._name = self._data = ""
        if name in PARTS:
            return None
        progress = Progress.of(json.loads(data))
        return None if progress.status in ENDED else progress
