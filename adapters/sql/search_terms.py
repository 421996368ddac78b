"""Choose the terms by which a passage is found, within what a database can store of one row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from application.ports.search_index import SearchDocument
from domain.search.passage import passage_terms
from domain.search.terms import Term, tails

# PostgreSQL stores at most 1 MiB of terms and positions in a row. SQLite has no such limit, and
# gets the same terms, so that both find the same.
MOST_BYTES: Final = 500_000
_BYTES_OF_ENTRY: Final = 24  # the block that stands before a term, its length and its alignment
_BYTES_OF_POSITION: Final = 2


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """A term of a passage, and those of its tails that are stored."""

    term: Term
    tails: tuple[str, ...]


def stored_terms(document: SearchDocument) -> list[StoredTerm]:
    """Return the terms in order. If they take too much, tails are left out first, then terms."""
    budget = _Budget(MOST_BYTES)
    found = passage_terms([each.text for each in document.segments])
    words = [term for _, term in found if budget.takes(term.text)]
    return [StoredTerm(term, tuple(_stored_tails(term, budget))) for term in words]


def _stored_tails(term: Term, budget: "_Budget") -> Iterator[str]:
    for end in () if term.pair else tails(term.text):
        if budget.takes(f"~{end}"):
            yield end


class _Budget:
    """Counts the bytes that different entries and all of their positions take."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._taken: set[str] = set()

    def takes(self, entry: str) -> bool:
        """Count an entry, and return True, if there is room for it."""
        size = _BYTES_OF_POSITION
        if entry not in self._taken:
            size += _BYTES_OF_ENTRY + len(entry.encode())
        if size > self._left:
            return False
        self._taken.add(entry)
        self._left -= size
        return True
