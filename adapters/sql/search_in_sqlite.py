"""The index of terms in SQLite: FTS5.

FTS5 reads the rows of a term in the order of their ids, from either end, and jumps over gaps. So a
query that asks for the newest first ends after a few rows, however common its words are. The
owner's number is a term like the words: rows of other owners are jumped over, not read.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa

from adapters.sql.search_tables import Condition
from adapters.sql.search_terms import stored_terms
from application.ports.search_index import SearchDocument
from domain.search.query import Clause

_TERMS: Final = sa.table(
    "search_terms",
    sa.column("rowid", sa.BigInteger),
    sa.column("search_terms", sa.Text),
    sa.column("owner", sa.Text),
    sa.column("words", sa.Text),
    sa.column("tails", sa.Text),
)
ID: Final[sa.ColumnElement[int]] = _TERMS.c.rowid
INSERT: Final = sa.insert(_TERMS)


def row(id_: int, owner: int, document: SearchDocument) -> Mapping[str, object]:
    """Return the row of a passage."""
    stored = stored_terms(document)
    ends = dict.fromkeys(end for each in stored for end in each.tails)
    return {
        "rowid": id_,
        "owner": _owner_term(owner),
        "words": " ".join(each.term.text for each in stored),
        "tails": " ".join(ends),
    }


def delete(ids: list[int]) -> sa.Delete:
    """Delete the rows of passages that are written anew."""
    return sa.delete(_TERMS).where(ID.in_(ids))


def newest(
    owner: int,
    clauses: tuple[Clause, ...],
    span: tuple[int, int],
    limit: int,
    condition: Condition,
) -> sa.Select[Any]:
    """Select the ids of the newest matches in `span` (from, up to not including)."""
    match = sa.and_(
        _TERMS.c.search_terms.op("MATCH")(" AND ".join(_expressions(owner, clauses))),
        span[0] <= ID,
        span[1] > ID,
        condition(ID, _TERMS),
    )
    return sa.select(ID.label("id")).where(match).order_by(ID.desc()).limit(limit)


def _expressions(owner: int, clauses: tuple[Clause, ...]) -> Iterator[str]:
    """Write the query in FTS5's language; terms are letters and digits, so quoting is safe."""
    yield f'owner : "{_owner_term(owner)}"'
    for clause in clauses:
        phrase = " ".join(clause.terms)
        words = f'words : "{phrase}"{"*" if clause.prefix else ""}'
        yield f'({words} OR tails : "{clause.tail}")' if clause.tail else words


def _owner_term(owner: int) -> str:
    return f"o{owner}"
