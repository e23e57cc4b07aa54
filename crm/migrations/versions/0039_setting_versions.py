"""Settings have versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "setting_versions",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("ident", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("fields", DOCUMENT, nullable=False),
        sa.Column("data", DOCUMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_setting_versions"),
        sa.UniqueConstraint("part", "ident", "number", name="uq_setting_versions_part_ident_number"),
    )
    op.create_index("ix_setting_versions_part_latest", "setting_versions", ["part", "latest"])
    op.create_index("ix_setting_versions_at", "setting_versions", ["at"])
    op.create_index("ix_setting_versions_user_id", "setting_versions", ["user_id"])


def downgrade() -> None:
    op.drop_table("setting_versions")
