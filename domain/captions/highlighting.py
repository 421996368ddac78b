"""Show a caption once for each of its words, which is underlined while it is spoken."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.captions.captioner import Caption
from domain.captions.lines import written
from domain.captions.pieces import Piece


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line, and whether it is being spoken."""

    text: str
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What is shown at a time, in milliseconds: each line as its parts.

    `speakers` are the names of who says it: one, or one for each line; None names nobody.
    """

    start: int
    end: int
    lines: tuple[tuple[Part, ...], ...]
    language: str | None = None
    speakers: tuple[str | None, ...] = (None,)

    @property
    def text(self) -> str:
        """All of its text."""
        return "\n".join("".join(part.text for part in line) for line in self.lines)


def frames(captions: Iterable[Caption], *, highlight: bool) -> Iterator[Frame]:
    """Yield one frame for each caption; to highlight, one for each word and pause in it."""
    for caption in captions:
        if highlight:
            yield from _highlighted(caption)
        else:
            yield _frame(caption, caption.start, caption.end, None)


def _highlighted(caption: Caption) -> Iterator[Frame]:
    moment = caption.start
    for piece in (piece for line in caption.lines for piece in line):
        start = min(max(moment, round(piece.start * 1000)), caption.end)
        end = min(max(start, round(piece.end * 1000)), caption.end)
        if start > moment:
            yield _frame(caption, moment, start, None)
        if end > start:
            yield _frame(caption, start, end, piece)
        moment = end
    if caption.end > moment:
        yield _frame(caption, moment, caption.end, None)


def _frame(caption: Caption, start: int, end: int, spoken: Piece | None) -> Frame:
    dash = (Part(caption.dash),) if caption.dash else ()
    lines = tuple((*dash, *_parts(line, spoken)) for line in caption.lines)
    return Frame(start, end, lines, caption.lines[0][0].language, caption.speakers)


def _parts(line: Sequence[Piece], spoken: Piece | None) -> Iterator[Part]:
    """Yield the line as a whole, or the text before the spoken piece, that piece, and the rest."""
    at = next((index for index, piece in enumerate(line) if piece is spoken), None)
    if at is None:
        yield Part(written(line))
        return
    before, after = line[:at], line[at + 1 :]
    if before:
        yield Part(written(before) + " " * before[-1].spaced)
    yield Part(line[at].text, spoken=True)
    if after:
        yield Part(" " * line[at].spaced + written(after))
