"""What the service and a process that looks into an upload say to each other.

The service says what to look into. The process asks for bytes as often as it likes, which come as
they are, and ends with what it found. All else is JSON; what the process says is checked, for what
it looked into may have taken it over.
"""

import json
from dataclasses import asdict, dataclass
from typing import Final

from application.ports.probe import SoundTrack

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


@dataclass(frozen=True, slots=True)
class Read:
    """Give me the bytes from here on, at most so many."""

    offset: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Found:
    """This is in it."""

    track: SoundTrack


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing in it can be transcribed, and this is what to tell its owner."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Looking went wrong in a way that nobody foresaw."""

    error: str


Answer = Found | Refused | Failed
Said = Read | Answer


def encoded(message: LookInto | Said) -> bytes:
    """Write a message."""
    return json.dumps(asdict(message)).encode()
