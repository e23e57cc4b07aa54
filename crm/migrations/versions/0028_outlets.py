"""Service outlets and the regions that they serve."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("staff", DOCUMENT, nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_outlets_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
    )
    op.create_index("ix_outlets_unit_id", "outlets", ["unit_id"])
    op.create_table(
        "outlet_regions",
        sa.Column("outlet_id", sa.String(length=40), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_outlet_regions_outlet_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("outlet_id", "region", name="pk_outlet_regions"),
    )
    op.create_index("ix_outlet_regions_region", "outlet_regions", ["region"])


def downgrade() -> None:
    op.drop_table("outlet_regions")
    op.drop_table("outlets")
