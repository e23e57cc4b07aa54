"""Options of trunks and entries, lists of numbers, emergency messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("trunks", sa.Column("options", DOCUMENT, nullable=False, server_default="{}"))
    op.add_column("entries", sa.Column("options", DOCUMENT, nullable=False, server_default="{}"))
    with op.batch_alter_table("entries") as table:
        table.alter_column("number", existing_type=sa.String(length=32), type_=sa.String(length=64))
    op.create_table(
        "number_lists",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("list", sa.String(length=8), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_number_lists"),
        sa.UniqueConstraint("list", "direction", "number", name="uq_number_lists_list_direction_number"),
    )
    op.create_index("ix_number_lists_number", "number_lists", ["number"])
    op.create_table(
        "announcements",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("scope", sa.String(length=80), nullable=False),
        sa.Column("text", DOCUMENT, nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_by", sa.String(length=26), nullable=True),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
    )


def downgrade() -> None:
    op.drop_table("announcements")
    op.drop_table("number_lists")
    op.drop_column("entries", "options")
    op.drop_column("trunks", "options")
