"""Store the corrections of transcripts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("segment_index", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "segment_index", name="pk_corrections"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_corrections_job_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("corrections")
