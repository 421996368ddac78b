"""Schedule the windows of all recordings on the lanes of one model."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

import structlog

from adapters.whisper.lanes.batch_selection import BatchSelection
from adapters.whisper.lanes.calls import CallQueue, LaneCall
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.faults import explained, is_out_of_memory
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.stream import QueuedWindow, Stream, Transcribed
from domain.errors.kinds import UnavailableError
from domain.user import UserId

if TYPE_CHECKING:
    from concurrent.futures import Future

Recognise = Callable[[Sequence[QueuedWindow]], Iterable[tuple[QueuedWindow, Transcribed | None]]]
"""Transcribes a batch. Yields each window once with its segments. Before that it yields a window
with None if its language became known, so that the rest of its recording need not wait."""

# A batch takes no longer than this, unless a single window does.
_LONGEST_BATCH_SECONDS: Final = 20.0
# The limit of the first lane: a new recording waits for it while all lanes are busy.
_LONGEST_WAIT_SECONDS: Final = 5.0
# While somebody speaks, calls come every few tenths of a second. For this long after the last one
# the first lane takes no windows.
_KEPT_SECONDS: Final = 2.0
_STOPPING: Final = "The transcription engine is stopping."

Result = TypeVar("Result")

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class WindowScheduler:
    """Feeds lanes with batches of windows.

    A free lane takes the next window by priority. Within one priority it takes it from the user who
    was served longest ago, and of that user from the recording that was served longest ago: a short
    file never waits for the end of a long one, nor for all recordings of another user. The lane
    fills its batch with windows of any recording that can be decoded together with the first one.
    It takes no more than its share of the queued windows, so that all lanes end at about the same
    time, and no more than it can finish soon, so that a new recording soon gets a lane. The limit
    of the first lane is shorter than that of the others.

    Calls are for live sessions: a free lane takes a call before any window. While calls keep
    coming, the first of several lanes takes no windows, and while a live session is open, no lane
    takes more than one window at once. So a call waits for a part of a second, or for one window.

    Lanes are threads, since CTranslate2 releases Python's lock; a lane with nothing to do sleeps.
    """

    def __init__(
        self, recognise: Recognise, *, lanes: int, max_batch: int, metrics: LaneMetrics
    ) -> None:
        self._recognise = recognise
        self._max_batch = max_batch
        self._metrics = metrics
        self._changed = Condition()
        self._streams: list[Stream] = []
        self._selection = BatchSelection()
        self._calls = CallQueue()
        self._last_call = -_KEPT_SECONDS
        self._live_sessions = 0
        self._stopped = False
        self._seconds_per_window = 0.0
        self._lanes = [
            Thread(
                target=self._run_lane,
                args=[number],
                name=f"whisper-lane-{number}",
                daemon=True,
            )
            for number in range(lanes)
        ]
        metrics.observe_lanes(lanes, self.count_waiting)
        for lane in self._lanes:
            lane.start()

    def open(
        self,
        decoding_context: DecodingContext,
        *,
        capacity: int,
        wake: Callable[[], None],
        owner: UserId | None = None,
    ) -> Stream:
        """Open a stream for a user's recording that holds at most `capacity` windows."""
        stream = Stream(
            decoding_context, capacity=capacity, changed=self._changed, wake=wake, owner=owner
        )
        with self._changed:
            self._streams.append(stream)
        return stream

    def close(self, stream: Stream) -> None:
        """Close a recording's stream, and drop its queued windows."""
        stream.close()
        with self._changed:
            if stream in self._streams:
                self._streams.remove(stream)

    @contextmanager
    def live_session(self) -> Iterator[None]:
        """Count a live session while the context is open."""
        with self._changed:
            self._live_sessions += 1
        try:
            yield
        finally:
            with self._changed:
                self._live_sessions -= 1

    @property
    def is_crowded(self) -> bool:
        """Whether there are more live sessions than lanes, so that their calls wait."""
        with self._changed:
            return self._live_sessions > len(self._lanes)

    def call(
        self, work: Callable[[], Result], *, owner: UserId | None = None, urgent: bool = False
    ) -> "Future[Result]":
        """Let a lane do a piece of work ahead of all windows; cancelling the outcome drops it."""
        call = LaneCall(work, owner, urgent)
        with self._changed:
            if self._stopped:
                call.fail(UnavailableError(_STOPPING))
                return call.outcome
            self._calls.add(call)
            self._last_call = monotonic()
            self._changed.notify_all()
        return call.outcome

    def stop(self) -> None:
        """Make the lanes end after their current batch; recordings that are still open fail."""
        with self._changed:
            self._stopped = True
            streams, self._streams = self._streams, []
            calls = self._calls.clear()
            self._changed.notify_all()
        for stream in streams:
            stream.fail(UnavailableError(_STOPPING))
        for call in calls:
            call.fail(UnavailableError(_STOPPING))

    def join(self, timeout_seconds: float) -> None:
        """Wait for the lanes to end, at most this many seconds."""
        deadline = monotonic() + timeout_seconds
        for lane in self._lanes:
            lane.join(max(0.0, deadline - monotonic()))

    def _run_lane(self, number: int) -> None:
        while (taken := self._next(number)) is not None:
            began = monotonic()
            if isinstance(taken, LaneCall):
                taken.run()
            else:
                self._work(taken)
                self._note_pace(taken, (monotonic() - began) / len(taken))
            self._metrics.lane_worked(monotonic() - began)

    def _next(self, lane: int) -> LaneCall | list[QueuedWindow] | None:
        """Wait for a call or a batch; None if the lanes are to end."""
        with self._changed:
            while not self._stopped:
                kept_seconds = 0.0 if lane else self._kept_seconds()
                windows_wait = not kept_seconds and any(map(Stream.ready, self._streams))
                if call := self._calls.take(windows_wait=windows_wait):
                    self._metrics.call_began()
                    return call
                batch = None if kept_seconds else self._next_batch(lane)
                if batch:
                    self._metrics.batch_began(batch, self._max_batch)
                    return batch
                self._changed.wait(kept_seconds or None)
            return None

    def _kept_seconds(self) -> float:
        """Return for how long the first lane is still kept for calls."""
        if len(self._lanes) == 1:
            return 0.0
        return max(0.0, self._last_call + _KEPT_SECONDS - monotonic())

    def _next_batch(self, lane: int) -> list[QueuedWindow]:
        longest_seconds = _LONGEST_BATCH_SECONDS if lane else _LONGEST_WAIT_SECONDS
        return self._selection.next_batch(
            self._streams, lambda first: self._share(longest_seconds, first)
        )

    def _share(self, longest_seconds: float, first: Stream) -> int:
        """Return how many windows a lane may take at once if the first is from this recording."""
        if self._live_sessions:
            return 1
        ready = sum(stream.count_ready() for stream in self._streams)
        share = ceil(ready / len(self._lanes))
        seconds = first.seconds_per_window or self._slowest_pace()
        if share * seconds > longest_seconds:
            share = int(longest_seconds / seconds)
        return max(1, min(self._max_batch, share))

    def _slowest_pace(self) -> float:
        """Estimate the seconds for a window of a new recording by the slowest open one.

        If no recording with a known pace is open, the last window of all recordings counts.
        """
        known = [stream.seconds_per_window for stream in self._streams]
        return max(known, default=0.0) or self._seconds_per_window

    def _note_pace(self, batch: Sequence[QueuedWindow], seconds_per_window: float) -> None:
        with self._changed:
            self._seconds_per_window = seconds_per_window
            for queued in batch:
                queued.stream.seconds_per_window = seconds_per_window

    def _work(self, batch: Sequence[QueuedWindow]) -> None:
        """Work on a batch; if it fails, fail only the recordings that caused it."""
        left = list(batch)
        try:
            for queued, transcribed in self._recognise(batch):
                if transcribed is not None:
                    left.remove(queued)
                self._report(queued, transcribed)
        except Exception as error:  # noqa: BLE001 (a lane must survive any failure of a window)
            self._recover(left, error)

    def _recover(self, left: list[QueuedWindow], error: Exception) -> None:
        if len(left) == 1:
            self._give_up(left[0], error)
            return
        half = len(left) // 2
        if is_out_of_memory(error):
            self._max_batch = min(self._max_batch, half)
        for part in (left[:half], left[half:]):
            self._work(part)

    def _give_up(self, queued: QueuedWindow, error: Exception) -> None:
        log.warning("window_failed", exc_info=error)
        with self._changed:
            queued.stream.under_way -= 1
        queued.stream.fail(explained(error))

    def _report(self, queued: QueuedWindow, transcribed: Transcribed | None) -> None:
        with self._changed:
            if transcribed is not None:
                queued.stream.under_way -= 1
                queued.stream.deliver(queued, transcribed)
                self._metrics.window_done(queued.window.seconds)
            self._changed.notify_all()

    def count_waiting(self) -> int:
        """Count the windows that no lane has taken."""
        with self._changed:
            return sum(len(stream.waiting) for stream in self._streams)
