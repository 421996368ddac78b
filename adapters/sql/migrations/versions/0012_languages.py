"""Store the languages that are spoken in a transcript."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("languages", sa.JSON()))


def downgrade() -> None:
    op.drop_column("jobs", "languages")
