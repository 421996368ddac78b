"""Store how often a process died while it ran the job, and if the job may be the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "jobs", sa.Column("suspected", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("jobs", "suspected")
    op.drop_column("jobs", "crashes")
