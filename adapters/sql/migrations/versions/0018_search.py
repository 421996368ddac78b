"""Make the index that finds what was said; existing jobs are indexed later, in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_waiting()
    _create_documents()
    if op.get_bind().dialect.name == "postgresql":
        _create_terms_in_postgresql()
    else:
        _create_terms_in_sqlite()


def downgrade() -> None:
    op.execute("DROP TABLE search_terms")
    op.drop_table("search_documents")  # and its trigger
    op.drop_table("search_owners")
    op.drop_index("ix_jobs_waiting_for_search", "jobs")
    op.drop_column("jobs", "searchable")


def _create_waiting() -> None:
    op.add_column(
        "jobs", sa.Column("searchable", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    waits = sa.text("status = 'completed' AND NOT searchable")
    op.create_index(
        "ix_jobs_waiting_for_search",
        "jobs",
        ["completed_at", "owner"],
        postgresql_where=waits,
        sqlite_where=waits,
    )


def _create_documents() -> None:
    op.create_table(
        "search_owners",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("lowest", sa.BigInteger(), nullable=False),
        sa.Column("highest", sa.BigInteger(), nullable=False),
        sa.Column("newest_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("number", name="pk_search_owners"),
        sa.UniqueConstraint("owner", name="uq_search_owners_owner"),
    )
    op.create_table(
        "search_documents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("first_segment", sa.Integer(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_documents"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_search_documents_job_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_search_documents_job_id", "search_documents", ["job_id"])


def _create_terms_in_postgresql() -> None:
    op.execute(
        "CREATE TABLE search_terms ("
        " id BIGINT CONSTRAINT pk_search_terms PRIMARY KEY"
        " CONSTRAINT fk_search_terms_id REFERENCES search_documents (id) ON DELETE CASCADE,"
        " terms TSVECTOR NOT NULL)"
    )
    # Without the list of pending entries, which every search would have to read through.
    op.execute(
        "CREATE INDEX ix_search_terms_terms ON search_terms USING gin (terms)"
        " WITH (fastupdate = off)"
    )


def _create_terms_in_sqlite() -> None:
    # The terms are folded before they come here, so no character is special to the tokenizer.
    op.execute(
        "CREATE VIRTUAL TABLE search_terms USING fts5"
        "(owner, words, tails, tokenize = 'ascii', prefix = '1 2 3 4 5 6 7 8 9 10 11 12')"
    )
    op.execute(
        "CREATE TRIGGER search_terms_follow AFTER DELETE ON search_documents"
        " BEGIN DELETE FROM search_terms WHERE rowid = old.id; END"
    )
