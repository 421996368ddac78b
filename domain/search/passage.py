"""Read the terms of a passage, up to a bound that the index and the excerpts share."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.search.terms import Term, terms

MOST_CHARACTERS: Final = 100_000
"""What follows in a passage is not found. A passage of some minutes of speech has about 5,000."""


def passage_terms(texts: Sequence[str]) -> Iterator[tuple[int, Term]]:
    """Yield the terms of the segments of a passage in order, each with the index of its segment."""
    left = MOST_CHARACTERS
    for index, text in enumerate(texts):
        for term in terms(text[:left]):
            yield index, term
        left -= len(text)
        if left <= 0:
            return
