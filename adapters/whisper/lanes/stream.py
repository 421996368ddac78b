"""One recording's windows on their way through the model, in order and never too many."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic

from adapters.sound.speech.window import Window
from adapters.whisper.features import Features
from adapters.whisper.lanes.dictation import Dictation
from domain.errors import TranscriberError
from domain.transcript import Cut, Gap, Segment
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class Transcribed:
    """A window that is done: what was said, where speech has no words, and what was cut."""

    window: Window
    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...] = ()
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Turn:
    """A window that waits for a lane, or has one.

    `opening` are the features of up to 30 s of speech, to tell the language by.
    """

    stream: "Stream"
    number: int
    window: Window
    features: Features
    opening: Features | None = None
    since: float = field(default_factory=monotonic)

    @property
    def dictation(self) -> Dictation:
        """The recording it belongs to."""
        return self.stream.dictation


class StreamClosedError(Exception):
    """Nobody wants the rest of this recording."""


class Stream:
    """The queue between one recording's decoder, the lanes, and whoever reads the transcript.

    At most `room` windows are in it at once, counted from `put` until they are taken out again: a
    decoder that is ahead of that waits. `changed` is the scheduler's lock and bell; `wake` is
    called, from any thread, when there is something to take. `owner` is the user for whom it is
    transcribed; recordings without one share the turns of a single user.
    """

    def __init__(
        self,
        dictation: Dictation,
        *,
        room: int,
        changed: Condition,
        wake: Callable[[], None],
        owner: UserId | None = None,
    ) -> None:
        self.dictation = dictation
        self.owner = owner
        self.rank = dictation.options.priority.rank
        self.waiting: deque[Turn] = deque()
        self.under_way = 0
        self.last_served = 0
        self.seconds_per_window = 0.0  # in the last batch with one of its windows
        self._room = room
        self._changed = changed
        self._wake = wake
        self._accepted = 0
        self._taken = 0
        self._done: dict[int, Transcribed] = {}
        self._complete = False
        self._error: TranscriberError | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether anybody still wants it."""
        return self._closed

    def put(self, window: Window, features: Features, opening: Features | None = None) -> None:
        """Queue a window, waiting for room. Raises StreamClosedError."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._accepted - self._taken < self._room
            )
            if self._closed:
                raise StreamClosedError
            self.waiting.append(Turn(self, self._accepted, window, features, opening))
            self._accepted += 1
            self._changed.notify_all()

    def complete(self) -> None:
        """Say that no further window comes."""
        with self._changed:
            self._complete = True
        self._wake()

    def fail(self, error: TranscriberError) -> None:
        """End this recording, and no other, with an error."""
        with self._changed:
            self._error = self._error or error
            self.waiting.clear()
            self._changed.notify_all()
        self._wake()

    def close(self) -> None:
        """Drop what waits at once; what is under way is ignored when it is done."""
        with self._changed:
            self._closed = True
            self.waiting.clear()
            self._done.clear()
            self._changed.notify_all()
        self._wake()

    def ready(self) -> bool:
        """Whether a window could go to a lane now. Only under the lock."""
        return self.count_ready() > 0

    def count_ready(self) -> int:
        """Count the windows that could go to lanes now. Only under the lock."""
        if self._error:
            return 0
        if self.dictation.sequential:
            return 0 if self.under_way else min(1, len(self.waiting))
        return len(self.waiting)

    def deliver(self, turn: Turn, transcribed: Transcribed) -> None:
        """Hand in what a lane made of a window. Only under the lock."""
        if not self._closed:
            self._done[turn.number] = transcribed
            self._wake()

    def take(self) -> list[Transcribed]:
        """Take all windows that are next in order; raises what made the recording fail."""
        with self._changed:
            taken: list[Transcribed] = []
            while (done := self._done.pop(self._taken, None)) is not None:
                taken.append(done)
                self._taken += 1
            if taken:
                self._changed.notify_all()
            elif self._error:
                raise self._error
            if self._error:
                self._wake()  # the reader, busy with these windows, must come back for it
            return taken

    @property
    def exhausted(self) -> bool:
        """Whether every window has been taken and none will come."""
        with self._changed:
            return self._closed or (self._complete and self._taken == self._accepted)
