"""Add an index over waiting jobs in the order of their turns."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_jobs_line",
        "jobs",
        ["priority_rank", "created_at", "id"],
        postgresql_include=["duration_seconds"],
        postgresql_where=sa.text("status = 'queued'"),
        sqlite_where=sa.text("status = 'queued'"),
    )


def downgrade() -> None:
    op.drop_index("ix_jobs_line", "jobs")
