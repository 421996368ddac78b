"""The messages between the service and a decoding process.

The service sends a `Request`. The process asks for bytes as often as it needs, which are sent as
they are, and then answers. All other messages are JSON, except for the samples that follow `Sound`:
float32, row by row. The messages of the process are validated, since a crafted file may have taken
it over.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal

from application.ports.probe import SoundTrack
from domain.options import Channels

MOST_BYTES: Final = 1 << 20
LONGEST_MESSAGE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Examine:
    """Examine a file of `size_bytes`, with at most `cpu_seconds` of CPU.

    `track` is the number of the sound track that was asked for, counted from 1.
    """

    size_bytes: int
    cpu_seconds: int
    track: int | None = None
    kind: Literal["examine"] = "examine"


@dataclass(frozen=True, slots=True)
class Open:
    """Open a file of `size_bytes` to decode this sound track, and these of its channels.

    If no track is asked for and several are eligible, these are returned and nothing is decoded.
    What lies before `start_seconds` is not sent.
    """

    size_bytes: int
    saved_cpu_seconds: float
    track: int | None
    channels: Channels
    start_seconds: float = 0.0
    kind: Literal["open"] = "open"


@dataclass(frozen=True, slots=True)
class NextBlock:
    """Decode the next two seconds of the open file."""

    kind: Literal["next_block"] = "next_block"


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has started and waits for requests."""

    kind: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Read:
    """The process needs at most `size_bytes` of the file, from `offset` on."""

    offset: int
    size_bytes: int
    kind: Literal["read"] = "read"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the file."""

    track: SoundTrack
    kind: Literal["found"] = "found"


@dataclass(frozen=True, slots=True)
class Opened:
    """The file is open at sound track `number`, counted from 1, of `tracks`, with `rows` of sound.

    `eligible` are all tracks that the caller may have meant, with the open one among them.
    `estimated_seconds` is the length of the sound by its container, which may be wrong.
    """

    number: int
    tracks: int
    eligible: tuple[int, ...]
    rows: int
    estimated_seconds: float | None = None
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Sound:
    """The next samples of each row follow."""

    rows: int
    samples: int
    kind: Literal["sound"] = "sound"


@dataclass(frozen=True, slots=True)
class Finished:
    """All was decoded: its length, how much was damaged, and the length it claims, in seconds.

    `other_follows` says that the file holds a second recording, which was not decoded.
    """

    decoded_seconds: float
    lost_seconds: float
    claimed_seconds: float | None
    other_follows: bool
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing in the file can be transcribed; `sentence` is the message for its owner."""

    sentence: str
    kind: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """Decoding would take more memory than is allowed."""

    kind: Literal["out_of_memory"] = "out_of_memory"


@dataclass(frozen=True, slots=True)
class Failed:
    """Decoding failed with an unexpected error."""

    error: str
    kind: Literal["failed"] = "failed"


Request = Examine | Open | NextBlock
Answer = Ready | Found | Opened | Sound | Finished | Refused | OutOfMemory | Failed
Message = Read | Answer


def encoded(message: Request | Message) -> bytes:
    """Encode a message."""
    return json.dumps(asdict(message)).encode()
