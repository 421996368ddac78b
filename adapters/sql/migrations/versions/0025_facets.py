"""Add an index over the languages and models of each owner's jobs, to count them."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_jobs_owner_language_model", "jobs", ["owner", "detected_language", "model"])


def downgrade() -> None:
    op.drop_index("ix_jobs_owner_language_model", "jobs")
