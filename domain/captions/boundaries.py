"""How good a place between two pieces is for the end of a caption or of a line."""

import unicodedata
from typing import Final

from domain.captions.binding import binds, joins
from domain.captions.pieces import Piece
from domain.punctuation import CLAUSE_ENDS, CLOSING, SENTENCE_ENDS

# Costs of ending there; only their order and rough proportions matter. They were chosen by reading
# the captions of real recordings (docs/subtitles.md).
AT_SENTENCE: Final = 0.0
AT_CLAUSE: Final = 3.0
BEFORE_JOINING_WORD: Final = 5.0
BETWEEN_WORDS: Final = 7.0
AFTER_BINDING_WORD: Final = 14.0
INSIDE_WORD: Final = 18.0
BEFORE_CLOSING_MARK: Final = 50.0
# A pause of this length is as good as the end of a sentence.
LONG_PAUSE_SECONDS: Final = 0.8

_NEVER_FIRST: Final = frozenset(".,;:?!…。、，．？！」』）】》〉”’)]}»،؛؟%")  # noqa: RUF001  # with full-width marks
_ABBREVIATIONS: Final = frozenset(("mr", "mrs", "ms", "dr", "st", "prof", "vs", "nr", "z.b", "e.g"))


def pause(before: Piece, after: Piece) -> float:
    """Return the silence between two pieces, in seconds."""
    return max(0.0, after.start - before.end)


def ends_sentence(piece: Piece) -> bool:
    """Say whether a sentence ends with this piece."""
    bare = piece.text.rstrip(CLOSING)
    stem = bare[:-1].casefold()
    return bare[-1:] in SENTENCE_ENDS and not (
        bare[-1] == "." and (stem in _ABBREVIATIONS or (len(stem) == 1 and stem.isalpha()))
    )


def belongs_before(after: Piece) -> bool:
    """Say whether a piece begins with a mark that belongs to the text before it."""
    return after.text[0] in _NEVER_FIRST


def by_grammar(before: Piece, after: Piece) -> float:
    """Return what it costs to break between two pieces, by what is said."""
    if belongs_before(after):
        return BEFORE_CLOSING_MARK
    if ends_sentence(before):
        return AT_SENTENCE
    if before.text.rstrip(CLOSING)[-1:] in CLAUSE_ENDS:
        return AT_CLAUSE
    if _inside_word(before, after):
        return INSIDE_WORD
    if binds(before.text, before.language):
        return AFTER_BINDING_WORD
    return BEFORE_JOINING_WORD if joins(after.text, after.language) else BETWEEN_WORDS


def _inside_word(before: Piece, after: Piece) -> bool:
    """Say whether a word goes on: behind a hyphen, or in the same Japanese script."""
    if not before.spaced and before.text[-1].isascii():
        return True
    script = _script(before.text[-1])
    return before.language == "ja" and script != "" and script == _script(after.text[0])


def _script(sign: str) -> str:
    """Return the script of a Chinese character or of Katakana: Japanese words seldom change it."""
    name = unicodedata.name(sign, "")
    return next((each for each in ("CJK", "KATAKANA") if name.startswith(each)), "")


def by_sound(before: Piece, after: Piece) -> float:
    """Return what it costs to end a caption between two pieces: less where there is a pause."""
    share = min(1.0, pause(before, after) / LONG_PAUSE_SECONDS)
    if belongs_before(after):
        return BEFORE_CLOSING_MARK
    return by_grammar(before, after) * (1.0 - share)
