"""Roles are rows; whoever had one of the three has it still."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BUILT_IN = (
    ("administrator", "管理员", "Administrator", "administrator"),
    ("supervisor", "主管", "Supervisor", "supervisor"),
    ("agent", "坐席", "Agent", "agent"),
    ("team_leader", "班长", "Team leader", "supervisor"),
    ("quality", "质检员", "Quality inspector", "supervisor"),
    ("dispatcher", "调度员", "Dispatcher", "agent"),
    ("campaigns", "外呼管理员", "Campaign manager", "supervisor"),
)


def upgrade() -> None:
    roles = op.create_table(
        "roles",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name_zh", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=20), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("grants", DOCUMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roles"),
    )
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("role_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_roles_user_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name="fk_user_roles_role_id"),
        sa.PrimaryKeyConstraint("user_id", "role_id", name="pk_user_roles"),
    )
    op.create_index("ix_user_roles_role_id", "user_roles", ["role_id"])
    now = datetime.now(UTC)
    op.bulk_insert(
        roles,
        [
            {
                "id": role,
                "name_zh": chinese,
                "name_en": english,
                "base": base,
                "built_in": True,
                "grants": {},
                "version": 1,
                "updated_at": now,
            }
            for role, chinese, english, base in BUILT_IN
        ],
    )
    op.execute("INSERT INTO user_roles (user_id, role_id) SELECT id, role FROM users")


def downgrade() -> None:
    op.drop_table("user_roles")
    op.drop_table("roles")
