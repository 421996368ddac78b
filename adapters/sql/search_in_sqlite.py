"""The index of terms in SQLite: FTS5.

FTS5 reads the rows of a term in the order of their ids, from either end, and jumps over gaps. So a
query that asks for the newest first ends after a few rows, however common its words are. The
owner's number is a term like the words: rows of other owners are jumped over, not read. So are the
blocks of ids that a row is in: words that never occur together are compared within these alone.
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from adapters.sql.search_parts import ANY, Part
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
# A row has a term for each block of so many bits that its id is in. They begin with a sign of
# private use, like no word, so they lengthen no list of words.
_BLOCKS: Final = {15: "\ue000", 18: "\ue001"}
ALWAYS_HAD_BLOCKS: Final = False
_MOST_BLOCKS: Final = 10  # in one query, as each is compared for each row


def row(id_: int, owner: int, document: SearchDocument) -> Mapping[str, object]:
    """Return the row of a passage."""
    stored = stored_terms(document)
    ends = dict.fromkeys(end for each in stored for end in each.tails)
    return {
        "rowid": id_,
        "owner": " ".join(
            [_owner_term(owner), *(_block_term(id_ >> bits, bits) for bits in _BLOCKS)]
        ),
        "words": " ".join(each.term.text for each in stored),
        "tails": " ".join(ends),
    }


def delete(ids: list[int]) -> sa.Delete:
    """Delete the rows of passages that are written anew."""
    return sa.delete(_TERMS).where(ID.in_(ids))


def reach_of(clauses: tuple[Clause, ...], reach: int) -> int:
    """Return how many passages are gone through at no more cost than that of `reach`.

    The list of a single word is read from the newest row on: there is nothing to compare.
    """
    return reach if _are_compared(clauses) else ANY


def newest(part: Part, clauses: tuple[Clause, ...], limit: int) -> sa.Select[Any]:
    """Select the ids of the newest matches in a part."""
    return (
        sa.select(ID.label("id"))
        .where(_matches(clauses, sa.literal(_scope(part))), part.low <= ID, part.high > ID)
        .order_by(ID.desc())
        .limit(limit)
    )


def newest_of_each(
    jobs: sa.Subquery, part: Part, clauses: tuple[Clause, ...], limit: int
) -> sa.ColumnElement[Any]:
    """Select the ids of the newest matches in each of these jobs, as a list in JSON."""
    found = (
        sa.select(ID.label("id"))
        .where(
            _matches(clauses, _scope_of_job(jobs, part)),
            jobs.c.first <= ID,
            jobs.c.last >= ID,
            part.high > ID,
        )
        .order_by(ID.desc())
        .limit(limit)
        .correlate(jobs)
        .subquery("found")
    )
    listed = sa.select(sa.func.json_group_array(found.c.id)).correlate(jobs)
    return sa.type_coerce(listed.scalar_subquery(), sa.JSON)


def _matches(clauses: tuple[Clause, ...], scope: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Say that all clauses match, within a scope if FTS5 needs one.

    FTS5 looks for the first row of all that has all words, before it minds the bounds of ids. A
    single word needs no comparing, so it jumps to the bounds at once.
    """
    words: sa.ColumnElement[str] = sa.literal(" AND ".join(map(_expression, clauses)))
    if _are_compared(clauses):
        words = sa.literal("owner : (") + scope + sa.literal(") AND ") + words
    return _TERMS.c.search_terms.op("MATCH", is_comparison=True)(words)


def _are_compared(clauses: tuple[Clause, ...]) -> bool:
    return len(clauses) > 1 or len(clauses[0].terms) > 1


def _scope(part: Part) -> str:
    """Name the blocks that a part lies in, so that FTS5 reads no list of rows beyond them."""
    for bits in _BLOCKS if part.is_in_blocks else ():
        numbers = range(part.low >> bits, ((part.high - 1) >> bits) + 1)
        if len(numbers) <= _MOST_BLOCKS:
            return " OR ".join(f'"{_block_term(number, bits)}"' for number in reversed(numbers))
    return f'"{_owner_term(part.owner)}"'


def _scope_of_job(jobs: sa.Subquery, part: Part) -> sa.ColumnElement[str]:
    """Name the one block or two that a job lies in, or the owner if there are more."""
    owner = sa.literal(f'"{_owner_term(part.owner)}"')
    if not part.is_in_blocks:
        return owner
    bits = min(_BLOCKS)
    first, last = (each.op(">>")(sa.literal(bits)) for each in (jobs.c.first, jobs.c.last))
    pattern = f'"{_BLOCKS[bits]}%x"'
    return sa.case(
        (first == last, sa.func.printf(pattern, first)),
        (first + 1 == last, sa.func.printf(f"{pattern} OR {pattern}", last, first)),
        else_=owner,
    )


def _expression(clause: Clause) -> str:
    """Write a clause in FTS5's language; terms are letters and digits, so quoting is safe."""
    words = f'words : "{" ".join(clause.terms)}"{"*" if clause.prefix else ""}'
    return f'({words} OR tails : "{clause.tail}")' if clause.tail else words


def _owner_term(owner: int) -> str:
    return f"o{owner}"


def _block_term(number: int, bits: int) -> str:
    return f"{_BLOCKS[bits]}{number:x}"
