"""Questionnaires that are asked at a document: answers without a batch, with the step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.String(length=26)


def upgrade() -> None:
    with op.batch_alter_table("visits") as visits:
        visits.alter_column("batch_id", existing_type=ID, nullable=True)
        visits.add_column(sa.Column("step_id", ID, nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM visits WHERE batch_id IS NULL")
    with op.batch_alter_table("visits") as visits:
        visits.drop_column("step_id")
        visits.alter_column("batch_id", existing_type=ID, nullable=False)
