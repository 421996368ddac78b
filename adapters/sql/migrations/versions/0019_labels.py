"""Store the titles, tags and notes that users give to their jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("title", sa.String()))
    op.add_column("jobs", sa.Column("title_folded", sa.String()))
    op.add_column("jobs", sa.Column("tags", sa.JSON()))
    op.add_column("jobs", sa.Column("notes", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "job_tags",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_tags_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "tag", name="pk_job_tags"),
    )


def downgrade() -> None:
    op.drop_table("job_tags")
    for column in ("notes", "tags", "title_folded", "title"):
        op.drop_column("jobs", column)
