"""Marks that end a sentence or a clause, and those that may follow them."""

from typing import Final

SENTENCE_ENDS: Final = frozenset(".?!…。？！؟।")  # noqa: RUF001  # with full-width marks
CLAUSE_ENDS: Final = frozenset(",;:、，；：،؛—–")  # noqa: RUF001  # with full-width marks
CLOSING: Final = "\"'”’)]}»」』"  # noqa: RUF001  # with typographic quotes
