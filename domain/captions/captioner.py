"""Turns segments into captions, one segment at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.captions.cutting import Cutter, Limits
from domain.captions.lines import DASH, Widths, line_ends, written
from domain.captions.pieces import Piece, announced, pieces_of
from domain.captions.timing import Shown, Timer
from domain.line_breaks import LineBreaker
from domain.transcript import Segment


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines of a caption, each as its pieces, and when it is shown, in milliseconds."""

    start: int
    end: int
    lines: tuple[Sequence[Piece], ...]

    @property
    def text(self) -> str:
        """Its text, with a line break between two lines."""
        return "\n".join(f"{self.dash}{written(line)}" for line in self.lines)

    @property
    def dash(self) -> str:
        """What stands before each line: a dash if two people speak."""
        return DASH if self.lines[0][0].voice != self.lines[-1][0].voice else ""

    @property
    def speakers(self) -> tuple[str | None, ...]:
        """The names of who says it, one for each line if there are two; None names nobody."""
        names = tuple(line[0].speaker for line in self.lines)
        return names if self.dash else names[:1]


class Captioner:
    """Turns segments into captions that keep to the limits, and holds only a minute of them."""

    def __init__(
        self,
        limits: Limits,
        duration_seconds: float | None,
        breaks: LineBreaker,
        line_cells: int | None = None,
        *,
        announces: bool = False,
    ) -> None:
        """Take the length of the sound in seconds and the width of a line in cells, if known.

        With `announces`, a name is written before the first words of each speaker.
        """
        self._limits = limits
        self._breaks = breaks
        self._line_cells = line_cells
        self._announces = announces
        self._speaker: str | None = None
        self._cutter = Cutter(limits, duration_seconds)
        self._timer = Timer(limits, duration_seconds)

    def add(self, segment: Segment) -> Iterator[Caption]:
        """Take the next segment, and return the captions that are final."""
        for piece in self._pieces(segment):
            for pieces in self._cutter.add(piece):
                yield from self._timed(pieces)

    def _pieces(self, segment: Segment) -> Iterator[Piece]:
        for piece in pieces_of(segment, self._breaks, self._line_cells):
            if self._announces and piece.speaker not in {None, self._speaker}:
                yield from announced(piece)
            else:
                yield piece
            self._speaker = piece.speaker

    def rest(self) -> Iterator[Caption]:
        """Return what is left, after the last segment."""
        for pieces in self._cutter.rest():
            yield from self._timed(pieces)
        yield from map(self._caption, self._timer.rest())

    def _timed(self, pieces: Sequence[Piece]) -> Iterator[Caption]:
        width = Widths(pieces).of(0, len(pieces))
        yield from map(self._caption, self._timer.add(pieces, width))

    def _caption(self, shown: Shown) -> Caption:
        starts = [0, *line_ends(shown.pieces, self._limits.room)]
        lines = tuple(shown.pieces[start:stop] for start, stop in pairwise(starts))
        return Caption(round(shown.start * 1000), round(shown.end * 1000), lines)
