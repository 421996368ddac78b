"""Break the text of a caption into lines: at good places, and of similar length."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.captions.boundaries import by_grammar
from domain.captions.pieces import Piece

# What a cell of difference between a line and the mean costs; a longer first line costs more.
_UNEVEN: Final = 0.25
_TOP_HEAVY: Final = 0.1


@dataclass(frozen=True, slots=True)
class Room:
    """The room for a caption: lines, and how many pieces one of them may have (None: any)."""

    lines: int
    pieces_a_line: int | None = None


DASH: Final = "- "
"""Stands before each line of a caption in which two people speak."""


class Widths:
    """The widths of stretches of pieces, in cells."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._sums = [0]
        for piece in pieces:
            self._sums.append(self._sums[-1] + piece.width + piece.spaced)

    def of(self, start: int, stop: int) -> int:
        """Return the width of the pieces from `start` to before `stop`."""
        if start >= stop:
            return 0
        return self._sums[stop] - self._sums[start] - self._pieces[stop - 1].spaced

    def fits(self, start: int, stop: int, room: Room, *, dash: bool = False) -> bool:
        """Say whether these pieces fit into one line, with a dash before them or without."""
        few = room.pieces_a_line is None or stop - start <= room.pieces_a_line
        width = self.of(start, stop) + dash * len(DASH)
        return few and ((stop - start == 1 and not dash) or width <= self._pieces[start].room)


def line_ends(pieces: Sequence[Piece], room: Room) -> list[int]:
    """Return where each line ends: as few lines as the room allows, broken where it costs least.

    Of two voices, each has its line. The pieces have to fit into the room.
    """
    if (turn := turns(pieces)[0]) < len(pieces):
        return [turn, len(pieces)]
    widths = Widths(pieces)
    count = _fewest(widths, len(pieces), room)
    mean = widths.of(0, len(pieces)) / count

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            whole = widths.fits(start, len(pieces), room)
            return (_UNEVEN * abs(widths.of(start, len(pieces)) - mean) if whole else _NEVER), (
                len(pieces),
            )
        found: tuple[float, tuple[int, ...]] = (_NEVER, ())
        for stop in range(start + 1, len(pieces) - left + 2):
            if not widths.fits(start, stop, room):
                break
            rest, ends = best(stop, left - 1)
            width = widths.of(start, stop)
            cost = (
                rest
                + by_grammar(pieces[stop - 1], pieces[stop])
                + _UNEVEN * abs(width - mean)
                + _TOP_HEAVY * max(0.0, width - mean)
            )
            found = min(found, (cost, (stop, *ends)))
        return found

    return list(best(0, count)[1])


_NEVER: Final = float("inf")


def _fewest(widths: Widths, pieces: int, room: Room) -> int:
    """Count the lines that are needed if each takes as much as it can."""
    count, start = 0, 0
    while start < pieces:
        stop = start + 1
        while stop < pieces and widths.fits(start, stop + 1, room):
            stop += 1
        count, start = count + 1, stop
    return count


def turns(pieces: Sequence[Piece]) -> list[int]:
    """Return for each piece where the next one of another voice is; at the end, their number."""
    found = [len(pieces)] * len(pieces)
    for at in range(len(pieces) - 2, -1, -1):
        same = pieces[at].voice == pieces[at + 1].voice
        found[at] = found[at + 1] if same else at + 1
    return found


def written(pieces: Sequence[Piece]) -> str:
    """Join pieces to the text of a line."""
    text = "".join(f"{piece.text} " if piece.spaced else piece.text for piece in pieces)
    return text.rstrip()
