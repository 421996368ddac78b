"""Store the gaps and cuts of a passage."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("gaps", sa.JSON()))
    op.add_column("passages", sa.Column("cuts", sa.JSON()))


def downgrade() -> None:
    for column in ("cuts", "gaps"):
        op.drop_column("passages", column)
