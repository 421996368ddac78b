"""The messages of OpenAI's realtime protocol, in both directions."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

from application.ports.ids import IdSource
from domain.errors.kinds import InvalidRequestError, TranscriberError, UnavailableError
from domain.live.events import (
    Cleared,
    Committed,
    Completed,
    Delta,
    ItemFailed,
    ItemId,
    LiveEvent,
    SegmentHeard,
    SpeechStarted,
    SpeechStopped,
    Stored,
)
from entrypoints.client_json import read_json
from entrypoints.http.problems.refusals import Refusal
from entrypoints.http.requests.validation import shortened

BUFFER: Final = "input_audio_buffer"
APPEND: Final = f"{BUFFER}.append"
TRANSCRIPTION: Final = "conversation.item.input_audio_transcription"

# Only sound needs more; it has no commas, and its message has few members.
MOST_SETTINGS_LENGTH: Final = 64 * 2**10
_MOST_COMMAS_OF_APPEND: Final = 64

Message = dict[str, Any]


class ProtocolFault(Exception):  # noqa: N818  # it is an answer, not an accident
    """A message that cannot be followed; it becomes an `error` message."""

    def __init__(self, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.param = param


def read_message(text: str, *, most: int) -> Message:
    """Parse a message of a client, which may have `most` characters if it appends sound.

    Others may have 64 KiB: millions of values would keep the event loop busy for seconds. A large
    message is parsed only if it can be an append. Raises ProtocolFault.
    """
    _ensure_length(text, most)
    if not (APPEND in text and text.count(",") <= _MOST_COMMAS_OF_APPEND):
        _ensure_length(text, MOST_SETTINGS_LENGTH)
    message = _parsed(text)
    if message["type"] != APPEND:
        _ensure_length(text, MOST_SETTINGS_LENGTH)
    return message


def _ensure_length(text: str, most: int) -> None:
    if len(text) > most:
        raise ProtocolFault(
            "message_too_large",
            f"This message may have at most {most:,} bytes. Only {APPEND} may have more than "
            f"{MOST_SETTINGS_LENGTH:,}.",
        )


def _parsed(text: str) -> Message:
    try:
        message = read_json(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolFault("invalid_json", "This message is not valid JSON.") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ProtocolFault(
            "missing_required_parameter", "A message is a JSON object with a 'type'.", "type"
        )
    return message


def sound_of(message: Mapping[str, Any]) -> bytes:
    """Decode the sound of an append. Raises ProtocolFault."""
    audio = message.get("audio")
    if not isinstance(audio, str):
        raise ProtocolFault(
            "missing_required_parameter", "Append sound as base64 in 'audio'.", "audio"
        )
    try:
        return b64decode(audio, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolFault(
            "invalid_base64", "'audio' is not valid base64; nothing of it was taken.", "audio"
        ) from error


def event_id_of(message: Mapping[str, Any]) -> str | None:
    """Return the id that the client gave its message."""
    given = message.get("event_id")
    return shortened(given) if isinstance(given, str) else None


class Writer:
    """Writes the server's messages, each with an id of its own."""

    def __init__(self, ids: IdSource) -> None:
        self._ids = ids

    def session(self, kind: str, session: Message) -> Message:
        """Tell the settings that are in effect; `kind` is `session.created` or another."""
        return self._message(kind, session=session)

    def error(self, error: Exception, *, caused_by: str | None = None) -> Message:
        """Tell an error; `caused_by` is the id of the client's message."""
        return self._message("error", error={**error_of(error), "event_id": caused_by})

    def messages(self, event: LiveEvent) -> list[Message]:
        """Translate what a session tells."""
        match event:
            case Committed(item, previous):
                return self._committed(item, previous)
            case Stored():
                return [self._stored(event)]
            case SpeechStarted() | SpeechStopped() | Cleared():
                return [self._about_buffer(event)]
            case _:
                return [self._about_text(event)]

    def _stored(self, stored: Stored) -> Message:
        upload = None if stored.upload is None else str(stored.upload)
        job = {} if stored.job is None else {"job_id": str(stored.job)}
        return self._message("recording.stored", **job, upload_id=upload, offset=stored.offset)

    def _about_buffer(self, event: SpeechStarted | SpeechStopped | Cleared) -> Message:
        match event:
            case SpeechStarted(item, at_ms):
                return self._message(f"{BUFFER}.speech_started", item_id=item, audio_start_ms=at_ms)
            case SpeechStopped(item, at_ms):
                return self._message(f"{BUFFER}.speech_stopped", item_id=item, audio_end_ms=at_ms)
            case Cleared():
                return self._message(f"{BUFFER}.cleared")

    def _about_text(self, event: Delta | SegmentHeard | Completed | ItemFailed) -> Message:
        match event:
            case Delta(item, text):
                return self._about(item, "delta", delta=text)
            case SegmentHeard(item, segment):
                described = {"id": self._id("seg"), "text": segment.text.strip(), "speaker": ""}
                times = {"start": segment.start, "end": segment.end}
                return self._about(item, "segment", **described, **times)
            case Completed(item, text, seconds):
                usage = {"type": "duration", "seconds": seconds}
                return self._about(item, "completed", transcript=text, usage=usage)
            case ItemFailed(item, error):
                return self._about(item, "failed", error=error_of(error))

    def _committed(self, item: ItemId, previous: ItemId | None) -> list[Message]:
        """Tell that an item has all of its sound, and describe it."""
        described = {
            "id": item,
            "object": "realtime.item",
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [{"type": "input_audio", "transcript": None}],
        }
        return [
            self._message(f"{BUFFER}.committed", item_id=item, previous_item_id=previous),
            *(
                self._message(
                    f"conversation.item.{kind}", item=described, previous_item_id=previous
                )
                for kind in ("added", "done")
            ),
        ]

    def _about(self, item: ItemId, kind: str, **fields: object) -> Message:
        return self._message(f"{TRANSCRIPTION}.{kind}", item_id=item, content_index=0, **fields)

    def _message(self, kind: str, **fields: object) -> Message:
        return {"type": kind, "event_id": self._id("event"), **fields}

    def _id(self, kind: str) -> str:
        return f"{kind}_{self._ids.new().hex}"


def error_of(error: Exception) -> Message:
    """Describe an error as OpenAI does."""
    code, param = getattr(error, "code", "server_error"), getattr(error, "param", None)
    if isinstance(error, InvalidRequestError) and error.errors:
        param = error.errors[0].field
    known = isinstance(error, TranscriberError | Refusal | ProtocolFault)
    faulty = not known or isinstance(error, UnavailableError)
    return {
        "type": "server_error" if faulty else "invalid_request_error",
        "code": code,
        "message": str(error) if known else "Something went wrong in the service.",
        "param": param,
    }
