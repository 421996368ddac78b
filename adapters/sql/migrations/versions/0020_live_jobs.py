"""Store how far the live session of a job is, and which upload has its sound."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("live", sa.String()))
    op.add_column("uploads", sa.Column("job_id", sa.Uuid()))
    op.create_index("ix_uploads_job_id", "uploads", ["job_id"])


def downgrade() -> None:
    op.drop_index("ix_uploads_job_id", "uploads")
    op.drop_column("uploads", "job_id")
    op.drop_column("jobs", "live")
