"""Store who speaks when, what users say of it, and for a while what was learned of voices."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create(
        "voice_evidence",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("position", sa.Float(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
    )
    for name in ("speaker_turns", "speaker_parts"):
        _create(
            name,
            sa.Column("sequence", sa.Integer(), nullable=False),
            sa.Column("items", sa.JSON(), nullable=False),
        )
    _create(
        "speaker_labels",
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
    )
    _create(
        "speaker_moves",
        sa.Column("segment_index", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
    )
    op.add_column("jobs", sa.Column("listened", sa.Float()))
    op.add_column("jobs", sa.Column("speakers", sa.JSON()))


def _create(name: str, number: "sa.Column[Any]", *columns: "sa.Column[Any]") -> None:
    """Create a table of what belongs to a job, numbered by its first column."""
    op.create_table(
        name,
        sa.Column("job_id", sa.Uuid(), nullable=False),
        number,
        *columns,
        sa.PrimaryKeyConstraint("job_id", number.name, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=f"fk_{name}_job_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_column("jobs", "speakers")
    op.drop_column("jobs", "listened")
    for name in (
        "speaker_moves",
        "speaker_labels",
        "speaker_parts",
        "speaker_turns",
        "voice_evidence",
    ):
        op.drop_table(name)
