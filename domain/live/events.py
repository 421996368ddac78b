"""What a live session tells its client; positions are in milliseconds from the session's start."""

from dataclasses import dataclass
from typing import NewType

from domain.errors.kinds import TranscriberError
from domain.job import JobId
from domain.transcript import Segment
from domain.upload import UploadId

ItemId = NewType("ItemId", str)
"""An item is what was said in one turn, or between two commits of the client."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak; the sound of the item begins here."""

    item: ItemId
    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The turn has ended."""

    item: ItemId
    at_ms: int


@dataclass(frozen=True, slots=True)
class Committed:
    """The item has all of its sound."""

    item: ItemId
    previous: ItemId | None


@dataclass(frozen=True, slots=True)
class Cleared:
    """The sound that was not committed is forgotten."""


@dataclass(frozen=True, slots=True)
class Stored:
    """So many bytes of the session's sound are in the storage, in this upload.

    `job` is the live job whose sound it is; only with one there may be no upload yet.
    """

    upload: UploadId | None
    offset: int
    job: JobId | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """More text of an item. All deltas of an item together are its text."""

    item: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class SegmentHeard:
    """A final segment of an item; its times are in seconds from the session's start."""

    item: ItemId
    segment: Segment


@dataclass(frozen=True, slots=True)
class Completed:
    """The final text of an item, and how many seconds of sound it has."""

    item: ItemId
    text: str
    seconds: float
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFailed:
    """An item could not be transcribed."""

    item: ItemId
    error: TranscriberError


LiveEvent = (
    SpeechStarted
    | SpeechStopped
    | Committed
    | Cleared
    | Stored
    | Delta
    | SegmentHeard
    | Completed
    | ItemFailed
)
