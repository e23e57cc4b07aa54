"""Skills, who has them, reasons for pauses, and an agent's place in a queue's fixed order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "skills",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_skills"),
    )
    op.create_table(
        "agent_skills",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("skill_id", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["skill_id"], ["skills.id"], name="fk_agent_skills_skill_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_agent_skills_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "skill_id", name="pk_agent_skills"),
    )
    op.create_index("ix_agent_skills_skill_id", "agent_skills", ["skill_id"])
    op.create_table(
        "pause_reasons",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pause_reasons"),
    )
    with op.batch_alter_table("queue_members") as members:
        members.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("queue_members") as members:
        members.drop_column("position")
    op.drop_table("pause_reasons")
    op.drop_table("agent_skills")
    op.drop_table("skills")
