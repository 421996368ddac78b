"""Schedule the windows of all recordings on the lanes of one model."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import ceil
from threading import Condition, Thread
from time import monotonic
from typing import Final

import structlog

from adapters.whisper.lanes.batch_selection import BatchSelection
from adapters.whisper.lanes.decoding_context import DecodingContext
from adapters.whisper.lanes.faults import explained, is_out_of_memory
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.stream import QueuedWindow, Stream, Transcribed
from domain.errors.kinds import UnavailableError
from domain.user import UserId

Recognise = Callable[[Sequence[QueuedWindow]], Iterable[tuple[QueuedWindow, Transcribed | None]]]
"""Transcribes a batch. Yields each window once with its segments. Before that it yields a window
with None if its language became known, so that the rest of its recording need not wait."""

# A batch takes no longer than this, unless a single window does.
_LONGEST_BATCH_SECONDS: Final = 20.0
# The limit of the first lane: a new recording waits for it while all lanes are busy.
_LONGEST_WAIT_SECONDS: Final = 5.0

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
        self._stopped = False
        self._seconds_per_window = 0.0
        self._lanes = [
            Thread(
                target=self._run_lane,
                args=[_LONGEST_BATCH_SECONDS if number else _LONGEST_WAIT_SECONDS],
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

    def stop(self) -> None:
        """Make the lanes end after their current batch; recordings that are still open fail."""
        with self._changed:
            self._stopped = True
            streams, self._streams = self._streams, []
            self._changed.notify_all()
        for stream in streams:
            stream.fail(UnavailableError("The transcription engine is stopping."))

    def join(self, timeout_seconds: float) -> None:
        """Wait for the lanes to end, at most this many seconds."""
        deadline = monotonic() + timeout_seconds
        for lane in self._lanes:
            lane.join(max(0.0, deadline - monotonic()))

    def _run_lane(self, longest_seconds: float) -> None:
        share = partial(self._share, longest_seconds)
        while (batch := self._next_batch(share)) is not None:
            began = monotonic()
            self._work(batch)
            took = monotonic() - began
            self._note_pace(batch, took / len(batch))
            self._metrics.lane_worked(took)

    def _next_batch(self, share: Callable[[Stream], int]) -> list[QueuedWindow] | None:
        with self._changed:
            while not self._stopped:
                batch = self._selection.next_batch(self._streams, share)
                if batch:
                    self._metrics.batch_began(batch, self._max_batch)
                    return batch
                self._changed.wait()
            return None

    def _share(self, longest_seconds: float, first: Stream) -> int:
        """Return how many windows a lane may take at once if the first is from this recording."""
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
