"""What the service and a process that decodes say to each other.

The service says what it wants (a `Wish`). The process asks for bytes as often as it likes, which
come as they are, and then answers. All else is JSON, but the samples that follow `Sound`: float32,
row by row. What the process says is checked, for what it decodes may have taken it over.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal

from application.ports.probe import SoundTrack
from domain.options import Channels

MOST_BYTES: Final = 1 << 20
LONGEST_MESSAGE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class LookInto:
    """Look into a file of so many bytes, with at most so many seconds of CPU.

    `track` is the number of the sound track that was asked for, counted from 1.
    """

    size_bytes: int
    cpu_seconds: int
    track: int | None = None
    kind: Literal["look_into"] = "look_into"


@dataclass(frozen=True, slots=True)
class Open:
    """Open a file of so many bytes to decode it: this sound track, and these of its channels.

    Where no track is asked for and several could be meant, they are told and nothing is decoded.
    """

    size_bytes: int
    saved_cpu_seconds: float
    track: int | None
    channels: Channels
    kind: Literal["open"] = "open"


@dataclass(frozen=True, slots=True)
class GoOn:
    """Give the next two seconds of what was opened."""

    kind: Literal["go_on"] = "go_on"


@dataclass(frozen=True, slots=True)
class Ready:
    """I have started, and listen."""

    kind: Literal["ready"] = "ready"


@dataclass(frozen=True, slots=True)
class Read:
    """Give me the bytes from here on, at most so many."""

    offset: int
    size_bytes: int
    kind: Literal["read"] = "read"


@dataclass(frozen=True, slots=True)
class Found:
    """This is in it."""

    track: SoundTrack
    kind: Literal["found"] = "found"


@dataclass(frozen=True, slots=True)
class Opened:
    """It is open at this sound track, counted from 1, of so many, and heard in so many rows.

    Each of the tracks `eligible` could be meant, the one that is open among them.
    """

    number: int
    tracks: int
    eligible: tuple[int, ...]
    rows: int
    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True)
class Sound:
    """The next samples of each row follow."""

    rows: int
    samples: int
    kind: Literal["sound"] = "sound"


@dataclass(frozen=True, slots=True)
class Finished:
    """That was all of it: how long it was, was damaged, and claims to be, in seconds.

    `other_follows` tells that the file holds a second recording, which was not decoded.
    """

    decoded_seconds: float
    lost_seconds: float
    claimed_seconds: float | None
    other_follows: bool
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing in it can be transcribed, and this is what to tell its owner."""

    sentence: str
    kind: Literal["refused"] = "refused"


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """It would take more memory than there is."""

    kind: Literal["out_of_memory"] = "out_of_memory"


@dataclass(frozen=True, slots=True)
class Failed:
    """It went wrong in a way that nobody foresaw."""

    error: str
    kind: Literal["failed"] = "failed"


Wish = LookInto | Open | GoOn
Answer = Ready | Found | Opened | Sound | Finished | Refused | OutOfMemory | Failed
Said = Read | Answer


def encoded(message: Wish | Said) -> bytes:
    """Write a message."""
    return json.dumps(asdict(message)).encode()
