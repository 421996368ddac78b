"""Check whether the database answers and its schema fits."""

import asyncio
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from adapters.sql.schema_state import SchemaRelation, read_schema_state
from application.ports.examination import Examination, Finding, Verdict

SECONDS: Final = 10.0


class SqlExamination(Examination):
    """Checks the database without changing it; `file` is the path of an embedded database."""

    def __init__(self, engine: AsyncEngine, file: Path | None = None) -> None:
        self._engine = engine
        self._file = file

    @override
    async def examine(self) -> Finding:
        if self._file is not None and not await asyncio.to_thread(self._file.exists):
            return Finding(Verdict.OK, f"There is none yet; the first start makes {self._file}.")
        try:
            async with asyncio.timeout(SECONDS), self._engine.connect() as connection:
                return await connection.run_sync(_schema)
        except TimeoutError:
            return self._away(f"no answer within {SECONDS:g} s")
        except (SQLAlchemyError, OSError) as error:
            return self._away(str(getattr(error, "orig", None) or error).strip().splitlines()[0])

    def _away(self, why: str) -> Finding:
        where = self._engine.url.render_as_string(hide_password=True)
        return Finding(
            Verdict.FAILED,
            f"{where} cannot be used: {why}",
            "Start the database, or mend DATABASE_URL.",
        )


def _schema(connection: Connection) -> Finding:
    found, name = read_schema_state(connection), connection.dialect.name
    match found.relation:
        case SchemaRelation.NEWEST:
            return Finding(
                Verdict.OK, f"{name} answers; its schema is the newest ({found.current})."
            )
        case SchemaRelation.OLDER:
            return Finding(
                Verdict.WARNING,
                f"{name} answers; its schema is {found.current or 'empty'}, the newest is "
                f"{found.newest}.",
                "Run `transcriber migrate`; a start does it too, unless MIGRATE_ON_START is false.",
            )
        case SchemaRelation.NEWER:
            return Finding(
                Verdict.WARNING,
                f"The schema of {name} ({found.current}) was made by a newer version of this "
                "program.",
                "One release back from it that does; from further back install a newer version.",
            )
        case SchemaRelation.FOREIGN:
            return Finding(
                Verdict.FAILED,
                f"The schema of {name} ({found.current}) belongs to another program.",
                "Name a database of this service's own (DATABASE_URL).",
            )
