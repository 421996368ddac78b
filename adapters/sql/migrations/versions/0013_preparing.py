"""Store how much of a job's model is ready, while the job waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("preparing", sa.Float()))


def downgrade() -> None:
    op.drop_column("jobs", "preparing")
