"""When each caption is shown: with its words, long enough to be read, and never two at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.captions.cutting import GAP_SECONDS, HANG_SECONDS, Limits
from domain.captions.pieces import Piece

# A caption that is too short otherwise may begin before its words, and push back the next one.
EARLY_SECONDS: Final = 0.5
LATE_SECONDS: Final = 1.0
# Between captions that follow each other closely, only the gap is left (Netflix, "chaining").
_CHAINED_SECONDS: Final = 0.5
# So many captions are timed together: more would not change the first of them.
_LOOK_AHEAD: Final = 12
_SETTLED: Final = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """The pieces of a caption, and when it is shown, in seconds."""

    pieces: Sequence[Piece]
    start: float
    end: float


@dataclass(slots=True)
class _Plan:
    """A caption that waits for its times."""

    pieces: Sequence[Piece]
    width: int
    start: float
    latest_start: float = float("inf")

    @property
    def spoken_from(self) -> float:
        return self.pieces[0].start

    @property
    def spoken_to(self) -> float:
        return max(piece.end for piece in self.pieces)


class Timer:
    """Takes captions in order and returns them with their times, a few captions later."""

    def __init__(self, limits: Limits, duration_seconds: float | None) -> None:
        """Take the length of the sound, or None if it is not known."""
        self._limits = limits
        self._duration = duration_seconds or float("inf")
        self._waiting: list[_Plan] = []
        self._free_from = 0.0

    def add(self, pieces: Sequence[Piece], width: int) -> Iterator[Shown]:
        """Take the next caption; `width` is its width in cells."""
        self._waiting.append(_Plan(pieces, width, pieces[0].start))
        if len(self._waiting) >= _LOOK_AHEAD:
            yield from self._timed(_SETTLED)

    def rest(self) -> Iterator[Shown]:
        """Return what is left, after the last caption."""
        yield from self._timed(len(self._waiting))

    def _timed(self, settled: int) -> Iterator[Shown]:
        self._begin_early()
        for index in range(settled):
            plan = self._waiting[index]
            following = self._waiting[index + 1] if index + 1 < len(self._waiting) else None
            yield self._shown(plan, following)
        self._waiting = self._waiting[settled:]

    def _begin_early(self) -> None:
        """Let captions that lack time begin earlier, from the last one to the first.

        Above all, each must leave the shortest time for the captions after it.
        """
        wanted_end = latest_end = self._duration
        for plan in reversed(self._waiting):
            latest = max(0.0, latest_end - self._limits.shortest_seconds)
            plan.latest_start = min(latest, plan.spoken_from + LATE_SECONDS)
            end = min(wanted_end, plan.spoken_to + HANG_SECONDS)
            start = min(plan.spoken_from, end - self._limits.needed(plan.width))
            start = max(start, plan.spoken_from - EARLY_SECONDS, 0.0)
            plan.start = min(start, plan.latest_start)
            wanted_end = plan.start - GAP_SECONDS
            latest_end = plan.latest_start - GAP_SECONDS

    def _shown(self, plan: _Plan, following: _Plan | None) -> Shown:
        start = max(plan.start, self._free_from)
        end = self._end(plan, following, start)
        self._free_from = end + GAP_SECONDS
        return Shown(plan.pieces, start, end)

    def _end(self, plan: _Plan, following: _Plan | None, start: float) -> float:
        limits = self._limits
        needed = start + limits.needed(plan.width)
        wanted = min(
            max(plan.spoken_to, start + limits.comfortable(plan.width)),
            max(needed, plan.spoken_to + HANG_SECONDS),
            start + limits.longest_seconds,
        )
        if following is None:
            return min(wanted, max(self._duration, start))
        free = following.start - GAP_SECONDS
        longest = min(start + limits.longest_seconds, plan.spoken_to + HANG_SECONDS)
        if wanted + _CHAINED_SECONDS > free and longest > free:
            wanted = max(wanted, free)
        latest = following.latest_start - GAP_SECONDS
        return max(start, min(wanted, max(free, min(needed, latest))))
