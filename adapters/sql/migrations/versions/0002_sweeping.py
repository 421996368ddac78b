"""Add indexes for the sweep: ended jobs by age, and jobs by the key of their audio."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_jobs_status_completed_at", "jobs", ["status", "completed_at"])
    op.create_index("ix_jobs_blob_key", "jobs", ["blob_key"])


def downgrade() -> None:
    op.drop_index("ix_jobs_blob_key", "jobs")
    op.drop_index("ix_jobs_status_completed_at", "jobs")
