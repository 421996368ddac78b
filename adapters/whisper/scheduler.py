"""Who is heard next: the windows of all recordings share the lanes of one model."""

import logging
from collections.abc import Callable, Iterable, Sequence
from threading import Condition, Thread
from time import monotonic
from typing import Final

from adapters.whisper.dictation import Dictation
from adapters.whisper.figures import LaneFigures
from adapters.whisper.stream import Stream, Turn
from domain.errors import (
    OutOfMemoryError,
    TranscriberError,
    TranscriptionFailedError,
    UnavailableError,
)
from domain.transcript import Segment

# After so many windows of a higher priority, one of a lower gets its turn: slow, but not starved.
_PATIENCE: Final = 4

Recognise = Callable[[Sequence[Turn]], Iterable[tuple[Turn, tuple[Segment, ...] | None]]]
"""Work on a batch. Gives each turn once with its segments; before that, with None, any turn whose
language became known, so that the rest of its recording need not wait."""

log = logging.getLogger(__name__)


class WindowScheduler:
    """Feeds lanes with batches of windows.

    A free lane takes the next window by priority, and within one priority from the recording that
    was served longest ago: a short file never waits for a long one to end. It then fills its
    batch with windows that can be decoded together with that one, whosesoever they are. Lanes are
    threads, since CTranslate2 works without Python's lock; with nothing to do they sleep.
    """

    def __init__(
        self, recognise: Recognise, *, lanes: int, max_batch: int, figures: LaneFigures
    ) -> None:
        self._recognise = recognise
        self._max_batch = max_batch
        self._figures = figures
        self._changed = Condition()
        self._streams: list[Stream] = []
        self._served = 0
        self._passed_over = 0
        self._stopped = False
        self._lanes = [
            Thread(target=self._run_lane, name=f"whisper-lane-{number}", daemon=True)
            for number in range(lanes)
        ]
        figures.observe_lanes(lanes, self.count_waiting)
        for lane in self._lanes:
            lane.start()

    def open(self, dictation: Dictation, *, room: int, wake: Callable[[], None]) -> Stream:
        """Let a recording's windows in."""
        stream = Stream(dictation, room=room, changed=self._changed, wake=wake)
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

    def _run_lane(self) -> None:
        while (batch := self._next_batch()) is not None:
            began = monotonic()
            self._work(batch)
            self._figures.lane_worked(monotonic() - began)

    def _next_batch(self) -> list[Turn] | None:
        with self._changed:
            while not self._stopped:
                batch = self._pick()
                if batch:
                    self._figures.batch_began(batch, self._max_batch)
                    return batch
                self._changed.wait()
            return None

    def _pick(self) -> list[Turn]:
        """Choose a window and those that go with it. Only under the lock."""
        ready = sorted(filter(Stream.ready, self._streams), key=_urgency)
        if not ready:
            return []
        first = self._fair_choice(ready)
        batch = [self._serve(first)]
        key = _key(batch[0])
        mates = [first, *(stream for stream in ready if stream is not first)]
        while len(batch) < self._max_batch:
            fitting = [s for s in mates if s.ready() and _key(s.waiting[0]) == key]
            if not fitting:
                break
            batch.append(self._serve(min(fitting, key=_urgency)))
        return batch

    def _fair_choice(self, ready: list[Stream]) -> Stream:
        """Take the most urgent; now and then the longest kept waiting of those less urgent."""
        slighted = [stream for stream in ready if stream.rank > ready[0].rank]
        if not slighted:
            self._passed_over = 0
            return ready[0]
        self._passed_over += 1
        if self._passed_over <= _PATIENCE:
            return ready[0]
        self._passed_over = 0
        return min(slighted, key=lambda stream: stream.waiting[0].since)

    def _serve(self, stream: Stream) -> Turn:
        self._served += 1
        stream.last_served = self._served
        stream.under_way += 1
        return stream.waiting.popleft()

    def _work(self, batch: Sequence[Turn]) -> None:
        """Work on a batch; what goes wrong is narrowed down to the recording that it is about."""
        left = list(batch)
        try:
            for turn, segments in self._recognise(batch):
                if segments is not None:
                    left.remove(turn)
                self._report(turn, segments)
        except Exception as error:  # noqa: BLE001 (a lane must outlive whatever one window does)
            self._recover(left, error)

    def _recover(self, left: list[Turn], error: Exception) -> None:
        if len(left) == 1:
            self._give_up(left[0], error)
            return
        half = len(left) // 2
        if _is_out_of_memory(error):
            self._max_batch = min(self._max_batch, half)
        for part in (left[:half], left[half:]):
            self._work(part)

    def _give_up(self, turn: Turn, error: Exception) -> None:
        log.warning("window_failed", exc_info=error)
        with self._changed:
            turn.stream.under_way -= 1
        turn.stream.fail(_explained(error))

    def _report(self, turn: Turn, segments: tuple[Segment, ...] | None) -> None:
        with self._changed:
            if segments is not None:
                turn.stream.under_way -= 1
                turn.stream.deliver(turn, segments)
                self._figures.window_done(turn.window.seconds)
            self._changed.notify_all()

    def count_waiting(self) -> int:
        """Count the windows that no lane has taken up yet."""
        with self._changed:
            return sum(len(stream.waiting) for stream in self._streams)


def _urgency(stream: Stream) -> tuple[int, int]:
    return stream.rank, stream.last_served


def _key(turn: Turn) -> object:
    return turn.dictation.batch_key(turn.features.shape[-1])


def _is_out_of_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or "out of memory" in str(error).lower()


def _explained(error: Exception) -> TranscriberError:
    """Put a foreign error into words for the owner of the recording."""
    if isinstance(error, TranscriberError):
        return error
    if _is_out_of_memory(error):
        explained: TranscriberError = OutOfMemoryError(
            "There is not enough memory on the device to transcribe with this model. "
            "Choose a smaller model, or let fewer run at once."
        )
    else:
        explained = TranscriptionFailedError(
            "The model failed at a part of this recording. Try again, or choose another model."
        )
    explained.__cause__ = error
    return explained
