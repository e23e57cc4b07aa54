"""Values of administrators' fields, as filters find them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_values",
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=True),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("owner_kind", "owner_id", "field", "position", name="pk_field_values"),
    )
    op.create_index("ix_field_values_text", "field_values", ["owner_kind", "field", "text"])
    op.create_index("ix_field_values_number", "field_values", ["owner_kind", "field", "number"])
    op.create_index("ix_field_values_moment", "field_values", ["owner_kind", "field", "moment"])


def downgrade() -> None:
    op.drop_table("field_values")
