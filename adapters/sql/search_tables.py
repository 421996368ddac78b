"""The tables of search. The index itself, `search_terms`, is made by each database in its own way.

The id of a passage orders the results: the owner's number, then a number that is higher for newer
jobs and, within a job, for earlier passages. So both databases read the results of an owner in one
direction, and stop as soon as there are enough.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field
from sqlmodel.sql.sqltypes import UTCDateTime

from adapters.sql.tables import Table
from application.ports.search_index import SearchDocument, SpokenText

PASSAGE_BITS: Final = 40
# Newer jobs count up from here, and older ones, which were completed before there was an index,
# count down.
MIDDLE: Final = 1 << (PASSAGE_BITS - 1)


class SearchOwnerRow(Table, table=True):
    """An owner's number, and the passages in use: from `lowest` up to, not including, `highest`.

    Those from `blocked_from` up to, not including, `blocked_to` have terms for their blocks. Older
    versions wrote none in SQLite, and leave both as they are.
    """

    __tablename__ = "search_owners"

    number: int | None = Field(default=None, primary_key=True)
    owner: UUID = Field(unique=True)
    lowest: int = Field(sa_type=BigInteger)
    highest: int = Field(sa_type=BigInteger)
    newest_at: Any = Field(default=None, sa_type=UTCDateTime, nullable=True)
    blocked_from: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    blocked_to: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class SearchDocumentRow(Table, table=True):
    """A passage as it is read: `segments` lists start, end and text of each of its segments."""

    __tablename__ = "search_documents"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    job_id: UUID = Field(foreign_key="jobs.id", ondelete="CASCADE", index=True)
    sequence: int
    first_segment: int
    segments: list[list[Any]] = Field(sa_type=JSON)


def document_values(document: SearchDocument) -> dict[str, Any]:
    """Return the columns of a passage by name, except its id and its job."""
    return {
        "sequence": document.sequence,
        "first_segment": document.first,
        "segments": [[each.start, each.end, each.text] for each in document.segments],
    }


def document_from_row(row: SearchDocumentRow) -> SearchDocument:
    """Read a passage from its row."""
    return SearchDocument(
        row.sequence, row.first_segment, tuple(SpokenText(*each) for each in row.segments)
    )
