"""Units have a kind, a head and a region; people have positions, superiors and ways to be reached."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _of_units() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("kind", sa.String(length=20), nullable=False, server_default="department"),
        sa.Column("head_id", sa.String(length=26), nullable=True),
        sa.Column("region", sa.String(length=12), nullable=False, server_default=""),
        sa.Column("phone", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("place", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    )


def _of_users() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("position_id", sa.String(length=26), nullable=True),
        sa.Column("superior_id", sa.String(length=26), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("email", sa.String(length=200), nullable=False, server_default=""),
    )


def upgrade() -> None:
    op.create_table(
        "positions",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_positions"),
    )
    for column in _of_units():
        op.add_column("units", column)
    for column in _of_users():
        op.add_column("users", column)
    op.create_index("ix_users_superior_id", "users", ["superior_id"])
    op.execute("UPDATE units SET kind = 'headquarters' WHERE parent_id IS NULL")


def downgrade() -> None:
    op.drop_index("ix_users_superior_id", "users")
    for column in reversed(_of_users()):
        op.drop_column("users", column.name)
    for column in reversed(_of_units()):
        op.drop_column("units", column.name)
    op.drop_table("positions")
