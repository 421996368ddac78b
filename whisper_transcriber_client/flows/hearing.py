"""Turn what a live session tells into news, without telling a turn twice."""

import json
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from whisper_transcriber_client.errors import ConnectionBrokenError, LiveEndedError
from whisper_transcriber_client.flows.line_steps import Tell
from whisper_transcriber_client.flows.steps import Flow
from whisper_transcriber_client.results.live import LiveStored, LiveTurn, LiveWords
from whisper_transcriber_client.results.transcripts import Segment
from whisper_transcriber_client.sound import SoundForm

_BUFFER: Final = "input_audio_buffer."
_TEXT: Final = "conversation.item.input_audio_transcription."
# Ends of sessions after which another one may begin.
_PASSING: Final = frozenset(
    {"server_shutting_down", "session_idle", "live_sessions_full", "server_error"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the service."""

    kind: str
    body: dict[str, Any]

    @classmethod
    def read(cls, content: bytes) -> "Told":
        """Read it. Raises ConnectionBrokenError if it is none."""
        try:
            body = json.loads(content)
            return cls(body["type"], body)
        except (ValueError, KeyError, TypeError) as error:
            raise ConnectionBrokenError.of_line("brought what is no message") from error

    @property
    def is_stored(self) -> bool:
        """Whether it says how much sound is stored."""
        return self.kind == "recording.stored"

    @property
    def offset(self) -> int:
        """Say how much is stored, in bytes."""
        return int(self.body["offset"])


class Hearing:
    """Follows the turns of a recording, over one line after the other.

    Sound that was not stored when a line broke is sent and heard again. Segments that were told
    before are left out; words may come twice then.
    """

    LAST: ClassVar[str] = "last"
    """The id of the message that ends the last turn."""

    def __init__(self, form: SoundForm) -> None:
        self._form = form
        self._since = 0.0
        self._told_until = 0.0
        self._open: set[str] = set()
        self._segments: dict[str, list[Segment]] = {}
        self._shortened: set[str] = set()
        self._last_is_answered = False
        self._joined = False

    def begin(self) -> None:
        """Begin with a new line: what was open on the one before stays without an end."""
        self._open.clear()
        self._segments.clear()
        self._shortened.clear()
        self._joined = False

    def ask_for_last(self) -> None:
        """Learn that the last turn is asked for now."""
        self._last_is_answered = False

    def join(self, offset: int) -> None:
        """Learn where in the recording the line begins."""
        self._since = offset / self._form.bytes_per_second
        self._joined = True

    @property
    def is_over(self) -> bool:
        """Whether the last turn was asked for, and no turn waits for its text."""
        return self._last_is_answered and not self._open

    def note(self, told: Told) -> Flow[None]:
        """Take a message. Raises LiveEndedError."""
        match told.kind.removeprefix(_BUFFER).removeprefix(_TEXT):
            case "speech_started" | "committed" as kind:
                self._open.add(told.body["item_id"])
                self._last_is_answered |= kind == "committed"
            case "recording.stored":
                seconds = told.offset / self._form.bytes_per_second
                yield Tell(LiveStored(told.offset, seconds))
            case "delta":
                yield Tell(LiveWords(told.body["item_id"], told.body["delta"]))
            case "segment":
                self._add(told.body)
            case "completed" | "failed":
                yield from self._complete(told.body)
            case "error":
                self._fail(told.body["error"])

    def _add(self, body: dict[str, Any]) -> None:
        heard = Segment.of(body)
        later = replace(
            heard, start=self._since + heard.start, end=self._since + heard.end, speaker=None
        )
        if (later.start + later.end) / 2 < self._told_until:
            self._shortened.add(body["item_id"])
        else:
            self._segments.setdefault(body["item_id"], []).append(later)

    def _complete(self, body: dict[str, Any]) -> Flow[None]:
        item = body["item_id"]
        self._open.discard(item)
        segments = tuple(self._segments.pop(item, ()))
        if not segments:
            return
        self._told_until = max(self._told_until, segments[-1].end)
        text = " ".join(each.text for each in segments)
        if item not in self._shortened:
            text = str(body.get("transcript", text)).strip()
        yield Tell(LiveTurn(item, text, segments))

    def _fail(self, error: dict[str, Any]) -> None:
        if error.get("event_id") == self.LAST:  # there was nothing left to end
            self._last_is_answered = True
            return
        code = str(error.get("code"))
        # After sound that was refused more may have been taken; before any, it may be tried again.
        passing = code in _PASSING or (error.get("type") == "server_error" and not self._joined)
        raise LiveEndedError(str(error.get("message")), code=code, passing=passing)
