"""The index of terms in PostgreSQL: a GIN index over text search vectors.

GIN knows no order: it finds all rows of a term, and a common word has a million. So each term is
stored with the block of ids that its row belongs to, as `7f3.word`, and a block is a bounded
number of rows. A search first reads the newest passages of the owner one by one, which finds common
words, and then asks the index block by block, the newest first, until there are enough.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from adapters.sql.search_parts import Part
from adapters.sql.search_terms import stored_terms
from application.ports.search_index import SearchDocument
from domain.search.query import Clause

BLOCK_BITS: Final = 15
ALWAYS_HAD_BLOCKS: Final = True
READ_ONE_BY_ONE: Final = 1_024
_ALONE: Final = 32  # times as many passages in a step
_LAST_POSITION: Final = 16_383  # PostgreSQL counts no further
_MOST_POSITIONS: Final = 255  # of one term
_BLOCK: Final = "@"  # stands for the block in a query

_TERMS: Final = sa.table(
    "search_terms", sa.column("id", sa.BigInteger), sa.column("terms", TSVECTOR)
)
ID: Final[sa.ColumnElement[int]] = _TERMS.c.id
INSERT: Final = sa.insert(_TERMS).values(
    id=sa.bindparam("id"), terms=sa.cast(sa.bindparam("terms", type_=sa.Text), TSVECTOR)
)
# A sum cannot use the primary key: it must not be preferred to the index of terms.
_UNINDEXED_ID: Final = ID + sa.literal_column("0")


def row(id_: int, owner: int, document: SearchDocument) -> Mapping[str, object]:
    """Return the row of a passage; the block stands for the owner, too."""
    del owner
    block = f"{id_ >> BLOCK_BITS:x}"
    positions: dict[str, list[int]] = {}
    for place, stored in enumerate(stored_terms(document), start=1):
        keys = [f"{block}.{stored.term.text}", *(f"{block}~{end}" for end in stored.tails)]
        for key in keys:
            positions.setdefault(key, []).append(min(place, _LAST_POSITION))
    vector = " ".join(
        f"'{key}':{','.join(map(str, at[:_MOST_POSITIONS]))}" for key, at in positions.items()
    )
    return {"id": id_, "terms": vector}


def delete(ids: list[int]) -> sa.Delete:
    """Delete the rows of passages that are written anew."""
    return sa.delete(_TERMS).where(ID.in_(ids))


def reach_of(clauses: tuple[Clause, ...], reach: int) -> int:
    """Return how many passages are gone through at no more cost than that of `reach`.

    A single word needs no comparing, only a look into the index for each block.
    """
    return _ALONE * reach if len(clauses) == 1 and len(clauses[0].terms) == 1 else reach


def newest(part: Part, clauses: tuple[Clause, ...], limit: int) -> sa.Select[Any]:
    """Select the ids of the newest matches in a part."""
    expression = " & ".join(_expressions(clauses))
    pattern = sa.literal(expression, sa.Text)
    read = _materialized(
        sa.select(ID, _TERMS.c.terms)
        .where(part.low <= ID, part.high > ID)
        .order_by(ID.desc())
        .limit(READ_ONE_BY_ONE),
        "read_one_by_one",
    )
    # Most of them lie in one block, whose query is read once and not again for each row.
    block = (part.high - 1) >> BLOCK_BITS
    wanted = sa.case(
        (
            _block(read.c.id) == _big(block),
            sa.cast(expression.replace(_BLOCK, f"{block:x}"), TSQUERY),
        ),
        else_=_in_block(pattern, _block(read.c.id)),
    )
    recent = _materialized(
        sa.select(read.c.id)
        .where(read.c.terms.op("@@")(wanted))
        .order_by(read.c.id.desc())
        .limit(limit),
        "recent",
    )
    older = _older(pattern, part, limit, read=read, recent=recent)
    found = sa.union_all(sa.select(recent.c.id), sa.select(older.c.id)).subquery("found")
    return sa.select(found.c.id).order_by(found.c.id.desc()).limit(limit)


def newest_of_each(
    jobs: sa.Subquery, part: Part, clauses: tuple[Clause, ...], limit: int
) -> sa.ColumnElement[Any]:
    """Select the ids of the newest matches in each of these jobs, as a list."""
    pattern = sa.literal(" & ".join(_expressions(clauses)), sa.Text)
    found = (
        sa.select(ID)
        .where(
            jobs.c.first <= ID,
            jobs.c.last >= ID,
            part.high > ID,
            _TERMS.c.terms.op("@@")(_in_block(pattern, _block(ID))),
        )
        .order_by(ID.desc())
        .limit(limit)
        .correlate(jobs)
    )
    return sa.func.array(found.scalar_subquery(), type_=sa.ARRAY(sa.BigInteger))


def _older(
    pattern: sa.ColumnElement[str],
    part: Part,
    limit: int,
    *,
    read: sa.CTE,
    recent: sa.CTE,
) -> sa.Subquery:
    """Select further matches block by block, unless the newest rows were enough, or all.

    There is no ORDER BY, or all blocks would be read to sort them: a lateral join goes through the
    series in its order, and ends at the limit.
    """
    oldest_read = sa.select(sa.func.min(read.c.id)).scalar_subquery()
    series = sa.func.generate_series(_block(oldest_read), _big(part.low >> BLOCK_BITS), _big(-1))
    blocks = series.table_valued(sa.column("number", sa.BigInteger)).render_derived("blocks")
    number = blocks.c.number
    in_block = (
        sa.select(ID)
        .where(
            _TERMS.c.terms.op("@@")(_in_block(pattern, number)),
            oldest_read > _UNINDEXED_ID,
            part.low <= _UNINDEXED_ID,
        )
        .order_by(_UNINDEXED_ID.desc())
        .limit(limit)
        .lateral("in_block")
    )
    is_needed = sa.and_(_count(recent) < limit, _count(read) == sa.literal(READ_ONE_BY_ONE))
    return (
        sa.select(in_block.c.id)
        .select_from(blocks.join(in_block, sa.true()))
        .where(is_needed)
        .limit(limit)
        .subquery("older")
    )


def _big(value: int) -> sa.ColumnElement[int]:
    return sa.literal(value, sa.BigInteger)


def _count(rows: sa.CTE) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()


def _materialized(rows: sa.Select[Any], name: str) -> sa.CTE:
    return rows.cte(name).prefix_with("MATERIALIZED")


def _block(id_: sa.ColumnElement[int] | sa.ScalarSelect[int]) -> sa.ColumnElement[int]:
    return id_.op(">>")(sa.literal_column(str(BLOCK_BITS)))


def _in_block(
    pattern: sa.ColumnElement[str], block: sa.ColumnElement[int]
) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.replace(pattern, _BLOCK, sa.func.to_hex(block)), TSQUERY)


def _expressions(clauses: tuple[Clause, ...]) -> Iterator[str]:
    """Write the query in PostgreSQL's language; terms are letters and digits: quoting is safe."""
    for clause in clauses:
        keys = [f"'{_BLOCK}.{term}'" for term in clause.terms]
        words = " <-> ".join(keys) + (":*" if clause.prefix else "")
        yield f"({words} | '{_BLOCK}~{clause.tail}')" if clause.tail else f"({words})"
