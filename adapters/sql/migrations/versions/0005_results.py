"""Store which model files made a transcript, and the fingerprint for reusing it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("model_revision", sa.String()))
    op.add_column("jobs", sa.Column("result_fingerprint", sa.String()))
    op.add_column("jobs", sa.Column("reused_from", sa.Uuid()))
    op.create_index("ix_jobs_owner_result_fingerprint", "jobs", ["owner", "result_fingerprint"])


def downgrade() -> None:
    op.drop_index("ix_jobs_owner_result_fingerprint", "jobs")
    for column in ("reused_from", "result_fingerprint", "model_revision"):
        op.drop_column("jobs", column)
