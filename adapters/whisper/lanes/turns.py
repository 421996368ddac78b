"""Whose turn is it? Fair among recordings, strict between priorities, but nobody starves."""

from collections.abc import Sequence
from typing import Final

from adapters.whisper.lanes.stream import Stream, Turn

# After so many windows of a higher priority, one of a lower gets its turn: slow, but not starved.
_PATIENCE: Final = 4


class Turns:
    """Chooses what a free lane works on. Its caller holds the lock of the streams."""

    def __init__(self) -> None:
        self._served = 0
        self._passed_over = 0

    def next_batch(self, streams: Sequence[Stream], max_batch: int) -> list[Turn]:
        """Choose a window, and those that can be decoded together with it; none is an answer.

        By priority, and within one priority from the recording that was served longest ago.
        """
        ready = sorted(filter(Stream.ready, streams), key=_urgency)
        if not ready:
            return []
        batch = [self._serve(self._first(ready))]
        key = _key(batch[0])
        while len(batch) < max_batch:
            mates = [each for each in ready if each.ready() and _key(each.waiting[0]) == key]
            if not mates:
                break
            batch.append(self._serve(min(mates, key=_urgency)))
        return batch

    def _first(self, ready: list[Stream]) -> Stream:
        """Take the most urgent; now and then the longest kept waiting of those less urgent."""
        slighted = [stream for stream in ready if stream.rank > ready[0].rank]
        self._passed_over = self._passed_over + 1 if slighted else 0
        if self._passed_over <= _PATIENCE:
            return ready[0]
        self._passed_over = 0
        return min(slighted, key=lambda stream: stream.waiting[0].since)

    def _serve(self, stream: Stream) -> Turn:
        self._served += 1
        stream.last_served = self._served
        stream.under_way += 1
        return stream.waiting.popleft()


def _urgency(stream: Stream) -> tuple[int, int]:
    return stream.rank, stream.last_served


def _key(turn: Turn) -> object:
    return turn.dictation.batch_key(turn.features.shape[-1])
