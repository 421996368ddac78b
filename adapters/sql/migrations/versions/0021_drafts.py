"""Store what was heard live, until the transcript replaces it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("position", sa.Float(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("gaps", sa.JSON(none_as_null=True)),
        sa.Column("cuts", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_drafts_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "sequence", name="pk_drafts"),
    )


def downgrade() -> None:
    op.drop_table("drafts")
