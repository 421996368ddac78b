"""Tell Alembic where the migrations are."""

from pathlib import Path
from typing import Final

from alembic.config import Config
from sqlalchemy import Connection

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def alembic_config(connection: Connection) -> Config:
    """Configure Alembic in code, so that it needs no file at run time."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def is_own_index(table: str | None) -> bool:
    """Say whether a table is the index of terms, which each database makes in its own way.

    SQLite keeps an index for text in several tables, and what is written there by others is lost.
    """
    return table is not None and table.startswith("search_terms")
