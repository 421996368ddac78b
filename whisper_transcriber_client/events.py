"""Read the server-sent events of a job (WHATWG HTML, 9.2)."""

import json
from typing import Any, Final

from whisper_transcriber_client.results import Progress

PARTS: Final = frozenset({"segment", "gap"})  # these are about the transcript, not the job
# Seconds between two looks at a job whose events broke off.
POLL_SECONDS: Final = 1.0


class EventReader:
    """Reads lines; remembers the last event, from which the next connection goes on."""

    def __init__(self) -> None:
        self.resume: dict[str, str] = {}
        self._name = ""
        self._data = ""

    def feed(self, line: str) -> Progress | None:
        """Read a line and return the state of the job that it completes, if any."""
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
        body: dict[str, Any] = json.loads(data)
        return Progress(body["status"], body.get("progress") or 0.0, body.get("stage"))
