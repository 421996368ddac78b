"""Store how many seconds of a recording a job asks for, and sum them up in the order of turns."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("asked_seconds", sa.Float()))
    op.create_index(
        "ix_jobs_turns",
        "jobs",
        ["priority_rank", "created_at", "id"],
        postgresql_include=["asked_seconds", "duration_seconds"],
        postgresql_where=sa.text("status = 'queued'"),
        sqlite_where=sa.text("status = 'queued'"),
    )


def downgrade() -> None:
    op.drop_index("ix_jobs_turns", "jobs")
    op.drop_column("jobs", "asked_seconds")
