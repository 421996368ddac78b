"""Whose turn is it? Strict between priorities, fair among users and their recordings within one."""

from collections.abc import Callable, Sequence
from typing import Final

from adapters.whisper.lanes.stream import Stream, Turn
from application.limits.last_served import LastServed

# After so many windows of a higher priority, one of a lower gets its turn: slow, but not starved.
_PATIENCE: Final = 4


class Turns:
    """Chooses what a free lane works on. Its caller holds the lock of the streams."""

    def __init__(self) -> None:
        self._served = 0
        self._passed_over = 0
        self._users = LastServed()

    def next_batch(
        self, streams: Sequence[Stream], max_batch: Callable[[Stream], int]
    ) -> list[Turn]:
        """Choose a window, and those that can be decoded together with it; none is an answer.

        By priority; within one priority from the user who was served longest ago, and of that
        user from the recording that was. `max_batch` says how many windows there may be in a
        batch whose first is from that recording.
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
        """Take the most urgent; now and then the longest kept waiting of those less urgent.

        That is of the user among those who was served longest ago.
        """
        slighted = [stream for stream in ready if stream.rank > ready[0].rank]
        self._passed_over = self._passed_over + 1 if slighted else 0
        if self._passed_over <= _PATIENCE:
            return ready[0]
        self._passed_over = 0
        return min(
            slighted,
            key=lambda stream: (self._users.turn(stream.owner), stream.waiting[0].since),
        )

    def _serve(self, stream: Stream) -> Turn:
        self._served += 1
        stream.last_served = self._served
        self._users.note(stream.owner)
        stream.under_way += 1
        return stream.waiting.popleft()

    def _urgency(self, stream: Stream) -> tuple[int, int, int]:
        return stream.rank, self._users.turn(stream.owner), stream.last_served


def _key(turn: Turn) -> object:
    return turn.dictation.batch_key(turn.features.shape[-1])
