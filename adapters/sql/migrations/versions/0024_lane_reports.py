"""Store what each process last reported of its lanes."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lane_reports",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lanes", sa.Integer(), nullable=False),
        sa.Column("busy_lanes", sa.Integer(), nullable=False),
        sa.Column("windows_waiting", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("process", name="pk_lane_reports"),
    )


def downgrade() -> None:
    op.drop_table("lane_reports")
