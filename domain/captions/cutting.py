"""Cut a stream of pieces into captions where it costs least, by dynamic programming."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.captions.boundaries import belongs_before, by_sound, pause
from domain.captions.lines import Room, Widths, turns
from domain.captions.pieces import Piece

GAP_SECONDS: Final = 0.084
"""Two frames at 24 frames a second, which Netflix asks for between two captions."""
HANG_SECONDS: Final = 1.5
"""A caption may stay for this long after its words (BBC, Subtitle Guidelines, 5.2)."""
COMFORTABLE_SHARE: Final = 0.85
"""Of the highest reading speed: 17 of 20 characters a second."""

# A silence of this length always ends a caption.
_SILENCE_SECONDS: Final = 2.0
# So many pieces are looked at together at most: about a minute of speech.
_LOOK_AHEAD: Final = 160
_SETTLED: Final = 100
# Each caption costs something, so that there are not many short ones.
_CAPTION: Final = 6.0
# A full caption costs more than two halves of one, so that captions are of similar length.
_FULL: Final = 3.0
_INNER_SENTENCE: Final = 4.0
_INNER_SECOND: Final = 8.0
# Two speakers share a caption only if there is no time for two captions.
_DIALOGUE: Final = 20.0
_IN_HASTE: Final = 40.0
_UNCOMFORTABLE: Final = 20.0
_INFINITE: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a caption has to keep to: its room, seconds, and cells that are read in a second."""

    room: Room
    shortest_seconds: float
    longest_seconds: float
    cells_per_second: float

    def needed(self, width: int) -> float:
        """Return the seconds that a text of this width has to be shown."""
        seconds = max(self.shortest_seconds, width / self.cells_per_second)
        return min(self.longest_seconds, seconds)

    def comfortable(self, width: int) -> float:
        """Return the seconds that a text of this width should be shown."""
        seconds = width / (self.cells_per_second * COMFORTABLE_SHARE)
        return min(self.longest_seconds, max(self.shortest_seconds, seconds))


class Cutter:
    """Takes pieces one by one and returns captions, each a list of pieces, once they are final.

    It never holds more than a minute of speech.
    """

    def __init__(self, limits: Limits, duration_seconds: float | None) -> None:
        """Take the length of the sound, or None if it is not known."""
        self._limits = limits
        self._duration = duration_seconds or _INFINITE
        self._waiting: list[Piece] = []

    def add(self, piece: Piece) -> Iterator[list[Piece]]:
        """Take the next piece."""
        if self._waiting and _parts(self._waiting[-1], piece):
            yield from self._cut(settled=len(self._waiting), following=piece)
        self._waiting.append(piece)
        if len(self._waiting) >= _LOOK_AHEAD:
            yield from self._cut(settled=_SETTLED, following=None)

    def rest(self) -> Iterator[list[Piece]]:
        """Return what is left, after the last piece."""
        yield from self._cut(settled=len(self._waiting), following=None)

    def _cut(self, *, settled: int, following: Piece | None) -> Iterator[list[Piece]]:
        """Return the captions that end among the first pieces, at least one of them."""
        pieces, start = self._waiting, 0
        for stop in caption_ends(pieces, self._limits, following, self._duration):
            if stop > settled and start:
                break
            yield pieces[start:stop]
            start = stop
        self._waiting = pieces[start:]


def _parts(before: Piece, after: Piece) -> bool:
    if before.room != after.room:  # another script
        return True
    return pause(before, after) >= _SILENCE_SECONDS and not belongs_before(after)


def caption_ends(
    pieces: Sequence[Piece],
    limits: Limits,
    following: Piece | None = None,
    duration_seconds: float = _INFINITE,
) -> list[int]:
    """Return where each caption ends, so that the sum of all costs is the least.

    `following` is the piece after them, if it is known.
    """
    if not pieces:
        return []
    costs = Costs(pieces, limits, following, duration_seconds)
    best = [0.0] + [_INFINITE] * len(pieces)
    begin = [0] * (len(pieces) + 1)
    for start in range(len(pieces)):
        for stop in range(start + 1, costs.reach(start) + 1):
            cost = best[start] + costs.of(start, stop)
            if cost < best[stop]:
                best[stop], begin[stop] = cost, start
    ends = [len(pieces)]
    while begin[ends[-1]]:
        ends.append(begin[ends[-1]])
    return ends[::-1]


class Costs:
    """What it costs to show pieces as one caption."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        limits: Limits,
        following: Piece | None,
        duration_seconds: float,
    ) -> None:
        self._pieces = pieces
        self._limits = limits
        self._widths = Widths(pieces)
        self._line_stops = self._stops()
        after = [*pieces[1:], following]
        self._latest = [
            duration_seconds if each is None else each.start - GAP_SECONDS for each in after
        ]
        self._ends = [
            0.0 if follower is None or follower.voice != piece.voice else by_sound(piece, follower)
            for piece, follower in zip(pieces, after, strict=True)
        ]
        self._turns = turns(pieces)
        self._inner = [0.0]
        for piece, follower in pairwise(pieces):
            self._inner.append(self._inner[-1] + _passed_over(piece, follower))

    def _stops(self) -> list[int]:
        """Return for each piece where a line that begins with it ends at the latest."""
        count, stops, stop = len(self._pieces), [], 0
        for start in range(count):
            stop = max(stop, start + 1)
            while stop < count and self._widths.fits(start, stop + 1, self._limits.room):
                stop += 1
            stops.append(stop)
        return stops

    def reach(self, start: int) -> int:
        """Return where a caption that begins here ends at the latest, by room and time."""
        stop = start
        for _ in range(self._limits.room.lines):
            stop = self._line_stops[stop] if stop < len(self._pieces) else stop
        latest = self._pieces[start].start + self._limits.longest_seconds
        while stop > start + 1 and self._pieces[stop - 1].end > latest:
            stop -= 1
        return stop

    def of(self, start: int, stop: int) -> float:
        """Return the cost of a caption from `start` to before `stop`."""
        turn = self._turns[start]
        if turn < stop and not self._is_dialogue(start, turn, stop):
            return _INFINITE
        spoken = self._pieces[stop - 1].end
        shown = min(self._latest[stop - 1], spoken + HANG_SECONDS)
        shown -= self._pieces[start].start
        width = self._widths.of(start, stop)
        return (
            _CAPTION
            + _DIALOGUE * (turn < stop)
            + _FULL * (width / (self._pieces[start].room * self._limits.room.lines)) ** 2
            + self._ends[stop - 1]
            + self._inner[stop - 1]
            - self._inner[start]
            + _missing(shown, self._limits.comfortable(width)) * _UNCOMFORTABLE
            + _missing(shown, self._limits.needed(width)) * _IN_HASTE
        )

    def _is_dialogue(self, start: int, turn: int, stop: int) -> bool:
        """Say whether these pieces of two voices fit into a line for each of them."""
        room = self._limits.room
        return (
            room.lines > 1
            and self._turns[turn] >= stop
            and self._widths.fits(start, turn, room, dash=True)
            and self._widths.fits(turn, stop, room, dash=True)
        )


def _missing(shown: float, wanted: float) -> float:
    """Return the share of the wanted time that is missing."""
    return max(0.0, wanted - shown) / wanted if wanted else 0.0


def _passed_over(before: Piece, after: Piece) -> float:
    """Return what it costs to end no caption here: at a sentence's end, or in a pause."""
    same = before.voice == after.voice
    ending = _INNER_SENTENCE if same and by_sound(before, after) == 0 else 0.0
    return ending + _INNER_SECOND * pause(before, after)
