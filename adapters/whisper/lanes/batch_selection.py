"""Select the next batch: strictly by priority, then fairly among users and their recordings."""

from collections.abc import Callable, Sequence
from typing import Final

from adapters.whisper.lanes.stream import QueuedWindow, Stream
from application.limits.last_served import LastServed

# After this many windows of a higher priority, a lower priority gets one: slow, but not starved.
_MOST_PASSED_OVER: Final = 4


class BatchSelection:
    """Selects the windows that a free lane works on. The caller holds the lock of the streams."""

    def __init__(self) -> None:
        self._served = 0
        self._passed_over = 0
        self._users = LastServed()

    def next_batch(
        self, streams: Sequence[Stream], max_batch: Callable[[Stream], int]
    ) -> list[QueuedWindow]:
        """Select a window and others that can be decoded with it; may return an empty list.

        The first is selected by priority; within one priority from the user who was served longest
        ago, and of that user from the recording that was served longest ago. `max_batch` returns
        how many windows a batch may hold whose first window is from that recording.
        """
        ready = sorted(filter(Stream.ready, streams), key=self._urgency)
        if not ready:
            return []
        first = self._first(ready)
        size = max_batch(first)
        batch = [self._serve(first)]
        key = _key(batch[0])
        while len(batch) < size:
            mates = [each for each in ready if each.ready() and _key(each.waiting[0]) == key]
            if not mates:
                break
            batch.append(self._serve(min(mates, key=self._urgency)))
        return batch

    def _first(self, ready: list[Stream]) -> Stream:
        """Select the most urgent stream, and now and then one of a lower priority.

        That is one of the user who was served longest ago, and of that user the one that has waited
        longest.
        """
        less_urgent = [stream for stream in ready if stream.rank > ready[0].rank]
        self._passed_over = self._passed_over + 1 if less_urgent else 0
        if self._passed_over <= _MOST_PASSED_OVER:
            return ready[0]
        self._passed_over = 0
        return min(
            less_urgent,
            key=lambda stream: (self._users.turn(stream.owner), stream.waiting[0].since),
        )

    def _serve(self, stream: Stream) -> QueuedWindow:
        self._served += 1
        stream.last_served = self._served
        self._users.note(stream.owner)
        stream.under_way += 1
        return stream.waiting.popleft()

    def _urgency(self, stream: Stream) -> tuple[int, int, int]:
        return stream.rank, self._users.turn(stream.owner), stream.last_served


def _key(queued: QueuedWindow) -> object:
    return queued.decoding_context.batch_key(queued.features.shape[-1])
