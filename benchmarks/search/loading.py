"""Load the passages of an owner in bulk: the rows that the adapter writes, in its databases' ways.

Indexing a million passages one job at a time takes an hour; that rate is measured apart.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg

from adapters.sql import search_in_postgresql, search_in_sqlite
from adapters.sql.search_tables import MIDDLE, PASSAGE_BITS, document_values
from application.ports.search_index import SearchDocument
from benchmarks.search.corpus import Speech

Jobs = Iterator[tuple[UUID, Sequence[SearchDocument]]]
Loaded = Iterator[tuple[int, UUID, SearchDocument]]

_TOGETHER: Final = 20_000
_OWNER: Final = (
    "INSERT INTO search_owners"
    " (number, owner, lowest, highest, newest_at, blocked_from, blocked_to) VALUES "
)
_SEARCHABLE: Final = "UPDATE jobs SET searchable = true WHERE owner = "


def load(url: str, number: int, owner: UUID, jobs: Sequence[UUID], passages: int) -> None:
    """Load that many passages; the jobs, which exist, get them in order."""
    first = (number << PASSAGE_BITS) + MIDDLE
    rows = _numbered(first, zip(jobs, Speech(number).jobs(passages), strict=True))
    newest = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=1)
    span = (MIDDLE, MIDDLE + passages)
    if url.startswith("sqlite"):
        _into_sqlite(Path(url.removeprefix("sqlite:///")), number, rows)
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            known = (number, owner.hex, *span, f"{newest:%F %T}.000000", *span)
            connection.execute(f"{_OWNER} (?, ?, ?, ?, ?, ?, ?)", known)
            connection.execute(f"{_SEARCHABLE} ?", (owner.hex,))
    else:
        _into_postgresql(url, number, rows)
        with psycopg.connect(url) as server:
            server.execute(
                f"{_OWNER} (%s, %s, %s, %s, %s, %s, %s)",
                (number, owner, *span, newest, *span),
            )
            server.execute(f"{_SEARCHABLE} %s", (owner,))


def _numbered(first: int, jobs: Jobs) -> Loaded:
    for job, documents in jobs:
        for place, document in enumerate(documents):
            yield first + len(documents) - 1 - place, job, document
        first += len(documents)


def _segments(document: SearchDocument) -> str:
    return json.dumps(document_values(document)["segments"])


def _into_sqlite(file: Path, number: int, rows: Loaded) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous=OFF")
    while some := list(islice(rows, _TOGETHER)):
        connection.executemany(
            "INSERT INTO search_documents (id, job_id, sequence, first_segment, segments)"
            " VALUES (?, ?, ?, ?, ?)",
            ((at, job.hex, doc.sequence, doc.first, _segments(doc)) for at, job, doc in some),
        )
        connection.executemany(
            "INSERT INTO search_terms (rowid, owner, words, tails)"
            " VALUES (:rowid, :owner, :words, :tails)",
            (search_in_sqlite.row(at, number, doc) for at, _, doc in some),
        )
        connection.commit()
    connection.close()


def _into_postgresql(url: str, number: int, rows: Loaded) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        while some := list(islice(rows, _TOGETHER)):
            _copy(
                connection,
                "search_documents (id, job_id, sequence, first_segment, segments)",
                ((at, job, doc.sequence, doc.first, _segments(doc)) for at, job, doc in some),
            )
            terms = (search_in_postgresql.row(at, number, doc) for at, _, doc in some)
            _copy(connection, "search_terms (id, terms)", (tuple(each.values()) for each in terms))


def _copy(connection: psycopg.Connection[Any], into: str, rows: Iterator[tuple[Any, ...]]) -> None:
    statement = f"COPY {into} FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
