"""What somebody searches for, read from what they typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.errors.kinds import FieldError, InvalidRequestError
from domain.search.terms import SHORTEST_SEARCHED_TAIL, Term, terms

LONGEST_QUERY: Final = 200  # characters
MOST_CLAUSES: Final = 16
_PARTS: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»「」『』\N{FULLWIDTH QUOTATION MARK}", '"'))


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms that must follow each other; the last may be the beginning of one if `prefix`."""

    terms: tuple[str, ...]
    prefix: bool = False
    pair: bool = False

    @property
    def tail(self) -> str | None:
        """The word, if it may also be the end of a longer one (see `tails`)."""
        word = self.terms[0]
        alone = len(self.terms) == 1 and not self.pair
        return word if alone and len(word) >= SHORTEST_SEARCHED_TAIL else None


def read_query(text: str) -> tuple[Clause, ...]:
    """Read what was typed: words, the last of which may be unfinished, and phrases in quotes.

    Everything else is no letter and no digit, and is ignored like in the text that is searched.
    Raises InvalidRequestError if nothing is left, or there are too many words.
    """
    found = list(dict.fromkeys(_clauses(text.translate(_QUOTES))))
    if not found:
        raise InvalidRequestError(
            FieldError("q", "Type a word to search for: letters or digits of any language.")
        )
    if len(found) > MOST_CLAUSES:
        raise InvalidRequestError(
            FieldError("q", f"Search for at most {MOST_CLAUSES} words or phrases at once.")
        )
    return tuple(found)


def _clauses(text: str) -> Sequence[Clause]:
    parts = list(_PARTS.finditer(text))
    read = [(terms(part[1] or part[2] or ""), part[2] is not None) for part in parts]
    spoken = [(found, is_open) for found, is_open in read if found]
    last = len(spoken) - 1
    return [
        _clause(found, prefix=is_open and place == last)
        for place, (found, is_open) in enumerate(spoken)
    ]


def _clause(found: Sequence[Term], *, prefix: bool) -> Clause:
    """Make a clause of neighbouring terms.

    A sequence of pairs ends in its last character alone, which the text has only at the end of a
    run; so it is left out. A single character of such a script is the beginning of a pair.
    """
    last = found[-1]
    if not last.pair:
        return Clause(tuple(term.text for term in found), prefix)
    if len(found) > 1 and found[-2].pair and found[-2].end == last.end:
        return Clause(tuple(term.text for term in found[:-1]), pair=True)
    return Clause(tuple(term.text for term in found), prefix=True, pair=True)
