"""Store which passages a searchable job has, and which passages have terms for their blocks.

The database itself keeps the list of jobs, so that an older version, too, adds to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# The language that was asked for is in a column of JSON, which each database reads in its own way.
_SELECTION = (
    "(first, last, job_id, language, model, duration_seconds, created_at) SELECT"
    " (SELECT min(search_documents.id) FROM search_documents WHERE job_id = jobs.id),"
    " (SELECT max(search_documents.id) FROM search_documents WHERE job_id = jobs.id),"
    " id, coalesce(detected_language, ASKED), model, duration_seconds, created_at"
    " FROM jobs WHERE EXISTS (SELECT 1 FROM search_documents WHERE job_id = jobs.id)"
)
_IN_POSTGRESQL = _SELECTION.replace("ASKED", "options ->> 'language'")
_IN_SQLITE = _SELECTION.replace("ASKED", "json_extract(options, '$.language')")
_OF_NEW = "AND jobs.id = new.id ON CONFLICT DO NOTHING"


def upgrade() -> None:
    _create_jobs()
    for name in ("blocked_from", "blocked_to"):
        op.add_column(
            "search_owners", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"INSERT INTO search_jobs {_IN_POSTGRESQL} AND searchable")
        _follow_in_postgresql()
    else:
        op.execute(f"INSERT INTO search_jobs {_IN_SQLITE} AND searchable")
        _follow_in_sqlite()


def downgrade() -> None:
    op.execute("DROP TRIGGER search_jobs_follow" + _on_table())
    if _on_table():
        op.execute("DROP FUNCTION search_jobs_follow")
    op.drop_table("search_jobs")
    op.drop_column("search_owners", "blocked_to")
    op.drop_column("search_owners", "blocked_from")


def _create_jobs() -> None:
    op.create_table(
        "search_jobs",
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String()),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("duration_seconds", sa.Float()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("first", name="pk_search_jobs"),
        sa.UniqueConstraint("job_id", name="uq_search_jobs_job_id"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_search_jobs_job_id", ondelete="CASCADE"
        ),
    )


def _follow_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION search_jobs_follow() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN INSERT INTO search_jobs {_IN_POSTGRESQL} {_OF_NEW}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER search_jobs_follow AFTER UPDATE OF searchable ON jobs FOR EACH ROW"
        " WHEN (new.searchable AND NOT old.searchable) EXECUTE FUNCTION search_jobs_follow()"
    )


def _follow_in_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER search_jobs_follow AFTER UPDATE OF searchable ON jobs"
        " WHEN new.searchable AND NOT old.searchable"
        f" BEGIN INSERT INTO search_jobs {_IN_SQLITE} {_OF_NEW}; END"
    )


def _on_table() -> str:
    return " ON jobs" if op.get_bind().dialect.name == "postgresql" else ""
