"""Pieces: the parts of a text between which a caption or a line may be broken, with their times."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from domain.line_breaks import LineBreaker
from domain.punctuation import CLAUSE_ENDS, SENTENCE_ENDS
from domain.text_width import cells, chunks, is_written_apart, line_cells
from domain.transcript import Segment, Word

# Without times of words, a mark stands for the pause that speakers make there. In cells.
_PAUSE_AT_SENTENCE: Final = 6
_PAUSE_AT_CLAUSE: Final = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that stays whole; times in seconds.

    `spaced` says whether a space follows. `voice` tells speakers and channels apart: nothing of two
    voices shares a line. `room` is the number of cells that a line of this text has.
    `speaker` is the name of who says it, None if nobody is to be named.
    """

    text: str
    start: float
    end: float
    spaced: bool
    language: str | None
    voice: Hashable
    room: int
    speaker: str | None = None

    @property
    def width(self) -> int:
        """Its width in cells, without the space after it."""
        return cells(self.text)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character of a text, and when it is spoken."""

    sign: str
    start: float
    end: float
    speaker: str | None = None


def pieces_of(segment: Segment, breaks: LineBreaker, room: int | None) -> Iterator[Piece]:
    """Cut the text of a segment wherever a line may be broken, and at any width above `room`.

    `room` None means what is usual for the script of the text. The times are those of the words; if
    there are none, the time of the segment is divided by the width of the characters.
    """
    letters = _single_spaced(_spoken(segment))
    text = "".join(letter.sign for letter in letters)
    width = room or line_cells(text)
    for start, end in pairwise((0, *_ends(text, segment.language, breaks, width))):
        said = text[start:end].rstrip()
        if not said:
            continue
        yield Piece(
            text=said,
            start=letters[start].start,
            end=letters[start + len(said) - 1].end,
            spaced=len(said) < end - start or (end == len(text) and is_written_apart(said)),
            language=segment.language,
            voice=(segment.channel, segment.speaker, letters[start].speaker),
            room=width,
            speaker=segment.speaker,
        )


def announced(piece: Piece) -> Iterator[Piece]:
    """Yield a piece with the name of its speaker before it, in pieces of its own if it is long."""
    name = f"{piece.speaker}:"
    together = f"{name} {piece.text}"
    if cells(together) <= piece.room:
        yield replace(piece, text=together)
        return
    start = 0
    for end in chunks(name, piece.room):
        yield replace(piece, text=name[start:end], end=piece.start, spaced=end == len(name))
        start = end
    yield piece


def _ends(text: str, language: str | None, breaks: LineBreaker, width: int) -> Iterator[int]:
    start = 0
    for end in breaks(text, language):
        for inner in chunks(text[start:end].rstrip(), width)[:-1]:
            yield start + inner
        yield end
        start = end


def _spoken(segment: Segment) -> list[_Letter]:
    """Give every character its time, from the words if they are the words of this text."""
    words = segment.words or ()
    if "".join(word.text for word in words).strip() == segment.text.strip():
        return [letter for word in words for letter in _of_word(word, segment.speaker)]
    return _divided(segment.text, segment.start, segment.end, segment.speaker)


def _of_word(word: Word, speaker: str | None) -> list[_Letter]:
    """Divide the time of a word; the space before it takes none."""
    speaker = word.speaker or speaker
    spaces = len(word.text) - len(word.text.lstrip())
    before = [_Letter(sign, word.start, word.start, speaker) for sign in word.text[:spaces]]
    return before + _divided(word.text[spaces:], word.start, word.end, speaker)


def _divided(text: str, start: float, end: float, speaker: str | None) -> list[_Letter]:
    """Divide a time by the width of the characters, and the pauses that marks stand for."""
    sizes = [_size(sign) for sign in text]
    pauses = [_pause(sign) for sign in text.rstrip()[:-1]]
    whole = sum(sizes) + sum(pauses)
    step = (end - start) / whole if whole else 0.0
    letters: list[_Letter] = []
    moment = start
    for index, (sign, size) in enumerate(zip(text, sizes, strict=True)):
        until = moment + size * step
        letters.append(_Letter(sign, moment, until, speaker))
        moment = until + (pauses[index] * step if index < len(pauses) else 0.0)
    return letters


def _size(sign: str) -> int:
    return 0 if sign.isspace() else cells(sign)


def _pause(sign: str) -> int:
    if sign in SENTENCE_ENDS:
        return _PAUSE_AT_SENTENCE
    return _PAUSE_AT_CLAUSE if sign in CLAUSE_ENDS else 0


def _single_spaced(letters: Sequence[_Letter]) -> list[_Letter]:
    """Write one space for any white space, as also a line break is, and none at the ends."""
    kept: list[_Letter] = []
    for letter in letters:
        if not letter.sign.isspace():
            kept.append(letter)
        elif kept and kept[-1].sign != " ":
            kept.append(replace(letter, sign=" "))
    if kept and kept[-1].sign == " ":
        kept.pop()
    return kept
