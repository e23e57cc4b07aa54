"""Alarms leave a history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm_episodes",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("alarm", sa.String(length=200), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("zh", sa.String(length=500), nullable=False),
        sa.Column("en", sa.String(length=500), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("measure", sa.String(length=32), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_episodes"),
    )
    op.create_index("ix_alarm_episodes_began_at", "alarm_episodes", ["began_at"])
    op.create_index("ix_alarm_episodes_alarm_ended_at", "alarm_episodes", ["alarm", "ended_at"])


def downgrade() -> None:
    op.drop_table("alarm_episodes")
