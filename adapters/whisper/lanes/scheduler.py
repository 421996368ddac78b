"""Who is heard next: the windows of all recordings share the lanes of one model."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import ceil
from threading import Condition, Thread
from time import monotonic
from typing import Final

import structlog

from adapters.whisper.lanes.dictation import Dictation
from adapters.whisper.lanes.faults import explained, is_out_of_memory
from adapters.whisper.lanes.metrics import LaneMetrics
from adapters.whisper.lanes.stream import Stream, Transcribed, Turn
from adapters.whisper.lanes.turns import Turns
from domain.errors import UnavailableError
from domain.user import UserId

Recognise = Callable[[Sequence[Turn]], Iterable[tuple[Turn, Transcribed | None]]]
"""Work on a batch. Gives each turn once with its segments; before that, with None, any turn whose
language became known, so that the rest of its recording need not wait."""

# A batch takes no longer than this, unless a single window does.
_LONGEST_BATCH_SECONDS: Final = 20.0
# The same on the first lane: whoever arrives while all lanes are busy waits for that one.
_LONGEST_WAIT_SECONDS: Final = 5.0

log: Final[structlog.stdlib.BoundLogger] = structlog.get_logger()


class WindowScheduler:
    """Feeds lanes with batches of windows.

    A free lane takes the next window by priority, and within one priority from the user, and of
    that user from the recording, that was served longest ago: a short file never waits for a long
    one to end, nor for all of somebody's recordings. It then fills its batch with windows that can
    be decoded together with that one, whosesoever they are; but it takes no more than its share of
    what waits, so that all lanes end at about the same time, and no more than is done soon, so
    that nobody waits long for a lane. On the first lane that is sooner than on the others.

    Lanes are threads, since CTranslate2 works without Python's lock; with nothing to do they sleep.
    """

    def __init__(
        self, recognise: Recognise, *, lanes: int, max_batch: int, metrics: LaneMetrics
    ) -> None:
        self._recognise = recognise
        self._max_batch = max_batch
        self._metrics = metrics
        self._changed = Condition()
        self._streams: list[Stream] = []
        self._turns = Turns()
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
        dictation: Dictation,
        *,
        room: int,
        wake: Callable[[], None],
        owner: UserId | None = None,
    ) -> Stream:
        """Let the windows of a user's recording in."""
        stream = Stream(dictation, room=room, changed=self._changed, wake=wake, owner=owner)
        with self._changed:
            self._streams.append(stream)
        return stream

    def close(self, stream: Stream) -> None:
        """Forget a recording: its windows that wait are dropped at once."""
        stream.close()
        with self._changed:
            if stream in self._streams:
                self._streams.remove(stream)

    def stop(self) -> None:
        """Let the lanes end after the batch they are at; recordings still open fail."""
        with self._changed:
            self._stopped = True
            streams, self._streams = self._streams, []
            self._changed.notify_all()
        for stream in streams:
            stream.fail(UnavailableError("The transcription engine is stopping."))

    def join(self, timeout_seconds: float) -> None:
        """Wait for the lanes to end."""
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

    def _next_batch(self, share: Callable[[Stream], int]) -> list[Turn] | None:
        with self._changed:
            while not self._stopped:
                batch = self._turns.next_batch(self._streams, share)
                if batch:
                    self._metrics.batch_began(batch, self._max_batch)
                    return batch
                self._changed.wait()
            return None

    def _share(self, longest_seconds: float, first: Stream) -> int:
        """Say how many windows a lane may take at once, the first of them from this recording."""
        ready = sum(stream.count_ready() for stream in self._streams)
        share = ceil(ready / len(self._lanes))
        seconds = first.seconds_per_window or self._slowest_pace()
        if share * seconds > longest_seconds:
            share = int(longest_seconds / seconds)
        return max(1, min(self._max_batch, share))

    def _slowest_pace(self) -> float:
        """Say how long a window of a new recording may take: what it costs is its options' fault.

        Where nothing else is open, the last window of all tells.
        """
        known = [stream.seconds_per_window for stream in self._streams]
        return max(known, default=0.0) or self._seconds_per_window

    def _note_pace(self, batch: Sequence[Turn], seconds_per_window: float) -> None:
        with self._changed:
            self._seconds_per_window = seconds_per_window
            for turn in batch:
                turn.stream.seconds_per_window = seconds_per_window

    def _work(self, batch: Sequence[Turn]) -> None:
        """Work on a batch; what goes wrong is narrowed down to the recording that it is about."""
        left = list(batch)
        try:
            for turn, transcribed in self._recognise(batch):
                if transcribed is not None:
                    left.remove(turn)
                self._report(turn, transcribed)
        except Exception as error:  # noqa: BLE001 (a lane must outlive whatever one window does)
            self._recover(left, error)

    def _recover(self, left: list[Turn], error: Exception) -> None:
        if len(left) == 1:
            self._give_up(left[0], error)
            return
        half = len(left) // 2
        if is_out_of_memory(error):
            self._max_batch = min(self._max_batch, half)
        for part in (left[:half], left[half:]):
            self._work(part)

    def _give_up(self, turn: Turn, error: Exception) -> None:
        log.warning("window_failed", exc_info=error)
        with self._changed:
            turn.stream.under_way -= 1
        turn.stream.fail(explained(error))

    def _report(self, turn: Turn, transcribed: Transcribed | None) -> None:
        with self._changed:
            if transcribed is not None:
                turn.stream.under_way -= 1
                turn.stream.deliver(turn, transcribed)
                self._metrics.window_done(turn.window.seconds)
            self._changed.notify_all()

    def count_waiting(self) -> int:
        """Count the windows that no lane has taken up yet."""
        with self._changed:
            return sum(len(stream.waiting) for stream in self._streams)
