"""The bounded, ordered queue of one recording's windows."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic

from adapters.sound.speech.window import Window
from adapters.whisper.features import Features
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.early_progress import EarlyProgress
from domain.errors.kinds import TranscriberError
from domain.transcript import Cut, Gap, Segment
from domain.user import UserId


@dataclass(frozen=True, slots=True)
class Transcribed:
    """A window that is done, with its segments, its gaps (speech without words) and its cuts."""

    window: Window
    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...] = ()
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class QueuedWindow:
    """A window that waits for a lane, or is being transcribed.

    `opening` are the features of up to 30 s of speech, from which the language is detected.
    """

    stream: "Stream"
    number: int
    window: Window
    features: Features
    opening: Features | None = None
    since: float = field(default_factory=monotonic)

    @property
    def decoding_context(self) -> DecodingContext:
        """The context of its recording."""
        return self.stream.decoding_context

    def reached(self, share: float) -> None:
        """Note the share of the work on this window that is done, from 0 to 1."""
        if self.number == 0:
            self.stream.early.first_reached(share)


class StreamClosedError(Exception):
    """The stream was closed, since the rest of the recording is not needed any more."""


class Stream:
    """Connects one recording's front end, the lanes and the reader of the transcript.

    At most `capacity` windows are in it at once, counted from `put` until `take`: a front end that
    is further ahead waits. `changed` is the scheduler's lock and condition; `wake` is called, from
    any thread, when there is something to take. `owner` is the user for whom it is transcribed;
    recordings without an owner are scheduled as if they belonged to one user.
    """

    def __init__(
        self,
        decoding_context: DecodingContext,
        *,
        capacity: int,
        changed: Condition,
        wake: Callable[[], None],
        owner: UserId | None = None,
    ) -> None:
        self.decoding_context = decoding_context
        self.owner = owner
        self.rank = decoding_context.options.priority.rank
        self.waiting: deque[QueuedWindow] = deque()
        self.under_way = 0
        self.last_served = 0
        self.early = EarlyProgress()
        self.seconds_per_window = 0.0  # measured in the last batch with one of its windows
        self._capacity = capacity
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
        """Whether the stream was closed."""
        return self._closed

    def put(self, window: Window, features: Features, opening: Features | None = None) -> None:
        """Queue a window, after waiting for space. Raises StreamClosedError."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._accepted - self._taken < self._capacity
            )
            if self._closed:
                raise StreamClosedError
            if self._accepted == 0:
                self.early.first_window(window.position)
            self.waiting.append(QueuedWindow(self, self._accepted, window, features, opening))
            self._accepted += 1
            self._changed.notify_all()

    def complete(self) -> None:
        """Note that no more windows will come."""
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
        """Drop all queued windows; results of windows in progress will be ignored."""
        with self._changed:
            self._closed = True
            self.waiting.clear()
            self._done.clear()
            self._changed.notify_all()
        self._wake()

    def ready(self) -> bool:
        """Say whether a lane could take a window now. Call it only under the lock."""
        return self.count_ready() > 0

    def count_ready(self) -> int:
        """Count the windows that lanes could take now. Call it only under the lock."""
        if self._error:
            return 0
        if self.decoding_context.sequential:
            return 0 if self.under_way else min(1, len(self.waiting))
        return len(self.waiting)

    def deliver(self, queued: QueuedWindow, transcribed: Transcribed) -> None:
        """Store the result of a window. Call it only under the lock."""
        if not self._closed:
            self._done[queued.number] = transcribed
            self._wake()

    def take(self) -> list[Transcribed]:
        """Take all finished windows that are next in order, or raise the recording's error."""
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
                self._wake()  # the reader must come back for the error
            return taken

    @property
    def exhausted(self) -> bool:
        """Whether every window has been taken and no more will come."""
        with self._changed:
            return self._closed or (self._complete and self._taken == self._accepted)
