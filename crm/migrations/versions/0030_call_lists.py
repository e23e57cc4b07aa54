"""Call lists and their numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_lists",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_call_lists_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_call_lists"),
    )
    op.create_table(
        "call_list_items",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("list_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("customer_id", sa.String(length=26), nullable=True),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("result_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["call_lists.id"], name="fk_call_list_items_list_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_call_list_items"),
        sa.UniqueConstraint("list_id", "number", name="uq_call_list_items_list_id_number"),
    )
    op.create_index("ix_call_list_items_agent_id_result", "call_list_items", ["agent_id", "result"])


def downgrade() -> None:
    op.drop_table("call_list_items")
    op.drop_table("call_lists")
