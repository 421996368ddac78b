"""Compare the database's schema with the one that this version needs."""

from dataclasses import dataclass
from enum import Enum, auto

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql.errors import translated_errors
from adapters.sql.schema_scripts import alembic_config
from adapters.sql.tables import Table
from domain.errors.kinds import TranscriberError


class SchemaRelation(Enum):
    """How the database's schema relates to this version."""

    NEWEST = auto()
    OLDER = auto()  # or the database is empty
    NEWER = auto()
    FOREIGN = auto()


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The revision that the database has, the one that this version needs, and how they relate."""

    relation: SchemaRelation
    current: str | None
    newest: str


class SchemaError(TranscriberError):
    """This version cannot work with the database; the message says what to do."""

    code = "schema"


def read_schema_state(connection: Connection) -> SchemaState:
    """Read the state of the schema; nothing is changed."""
    scripts = ScriptDirectory.from_config(alembic_config(connection))
    newest = str(scripts.get_current_head())
    current = MigrationContext.configure(connection).get_current_revision()
    if current == newest:
        relation = SchemaRelation.NEWEST
    elif current is None or current in {script.revision for script in scripts.walk_revisions()}:
        relation = SchemaRelation.OLDER
    else:
        ours = set(Table.metadata.tables) & set(inspect(connection).get_table_names())
        relation = SchemaRelation.NEWER if ours else SchemaRelation.FOREIGN
    return SchemaState(relation, current, newest)


def ensure_ours(found: SchemaState) -> None:
    """Raise SchemaError if the database belongs to another program."""
    if found.relation is SchemaRelation.FOREIGN:
        raise SchemaError(
            f"This database belongs to another program (its schema is {found.current}). "
            "Name one of this service's own (DATABASE_URL)."
        )


async def ensure_migrated(engine: AsyncEngine) -> None:
    """Return if this version can work with the schema. Raises SchemaError otherwise."""
    with translated_errors():
        async with engine.connect() as connection:
            found = await connection.run_sync(read_schema_state)
    ensure_ours(found)
    if found.relation is SchemaRelation.OLDER:
        raise SchemaError(
            f"The schema of the database is {found.current or 'empty'}, this version needs "
            f"{found.newest}. Run `transcriber migrate` with this version."
        )
