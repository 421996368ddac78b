"""Count what one model has done."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from application.ports.engine import ModelMetrics, Tally
from domain.options import ModelName

if TYPE_CHECKING:
    from adapters.whisper.lanes.stream import QueuedWindow


def _add(tally: Tally, value: float) -> Tally:
    return Tally(tally.count + 1, tally.total + value, max(tally.largest, value))


class LaneMetrics:
    """Counters that the lanes, the loader and the transcriber update, each from its own thread."""

    def __init__(self, name: ModelName) -> None:
        self.name = name
        self._lock = Lock()
        self._lanes = 0
        self._busy_lanes = 0
        self._busy_seconds = 0.0
        self._windows_done = 0
        self._audio_seconds = 0.0
        self._wait = Tally()
        self._fill = Tally()
        self._factor = Tally()
        self._load = Tally()
        self._load_failures = 0
        self._fallbacks: Counter[str] = Counter()
        self._count_waiting: Callable[[], int] = int
        self._bytes_held = 0

    def observe_lanes(self, lanes: int, count_waiting: Callable[[], int]) -> None:
        """Note that the model is in memory, and how to count its queued windows."""
        with self._lock:
            self._lanes, self._count_waiting = lanes, count_waiting

    def loaded(self, seconds: float, bytes_held: int) -> None:
        """Count a successful load."""
        with self._lock:
            self._load = _add(self._load, seconds)
            self._bytes_held = bytes_held

    def load_failed(self) -> None:
        """Count a failed load."""
        with self._lock:
            self._load_failures += 1

    def unloaded(self) -> None:
        """Note that the model was unloaded."""
        with self._lock:
            self._lanes = self._bytes_held = 0
            self._count_waiting = int

    def batch_began(self, batch: Sequence["QueuedWindow"], max_batch: int) -> None:
        """Note that a lane started a batch, and how long each of its windows was queued."""
        now = monotonic()
        with self._lock:
            self._busy_lanes += 1
            self._fill = _add(self._fill, len(batch) / max_batch)
            for queued in batch:
                self._wait = _add(self._wait, now - queued.since)

    def call_began(self) -> None:
        """Note that a lane started a call."""
        with self._lock:
            self._busy_lanes += 1

    def lane_worked(self, seconds: float) -> None:
        """Note that a lane is free again, after working this many seconds."""
        with self._lock:
            self._busy_lanes -= 1
            self._busy_seconds += seconds

    def window_done(self, audio_seconds: float) -> None:
        """Count a transcribed window."""
        with self._lock:
            self._windows_done += 1
            self._audio_seconds += audio_seconds

    def fell_back(self, reason: str) -> None:
        """Count a window that had to be decoded again, by reason."""
        with self._lock:
            self._fallbacks[reason] += 1

    def recording_done(self, work_seconds: float, audio_seconds: float) -> None:
        """Note how fast a whole recording was transcribed."""
        if audio_seconds > 0:
            with self._lock:
                self._factor = _add(self._factor, work_seconds / audio_seconds)

    def snapshot(self) -> ModelMetrics:
        """Return all metrics as they are now."""
        waiting = self._count_waiting()
        with self._lock:
            return ModelMetrics(
                name=self.name,
                loaded=self._lanes > 0,
                bytes_held=self._bytes_held,
                lanes=self._lanes,
                busy_lanes=self._busy_lanes,
                busy_seconds=self._busy_seconds,
                windows_waiting=waiting,
                windows_done=self._windows_done,
                audio_seconds=self._audio_seconds,
                window_wait_seconds=self._wait,
                batch_fill=self._fill,
                real_time_factor=self._factor,
                load_seconds=self._load,
                load_failures=self._load_failures,
                fallbacks=dict(self._fallbacks),
            )
