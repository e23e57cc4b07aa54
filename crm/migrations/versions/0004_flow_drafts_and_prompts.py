"""Drafts and comments of flows, the library of prompts, statutory holidays of calendars, phone passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("flow_versions", sa.Column("comment", sa.String(length=300), nullable=False, server_default=""))
    op.add_column("hours", sa.Column("country", sa.String(length=2), nullable=False, server_default=""))
    op.add_column("users", sa.Column("phone_password_hash", sa.String(length=200), nullable=True))
    op.create_table(
        "flow_drafts",
        sa.Column("flow_id", sa.String(length=40), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("flow_id", name="pk_flow_drafts"),
    )
    op.create_table(
        "prompts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=True),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("texts", DOCUMENT, nullable=False),
        sa.Column("current", DOCUMENT, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_prompts"),
        sa.UniqueConstraint("number", name="uq_prompts_number"),
    )
    op.create_table(
        "prompt_versions",
        sa.Column("prompt_id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("comment", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], name="fk_prompt_versions_prompt_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("prompt_id", "language", "version", name="pk_prompt_versions"),
    )


def downgrade() -> None:
    op.drop_table("prompt_versions")
    op.drop_table("prompts")
    op.drop_table("flow_drafts")
    op.drop_column("users", "phone_password_hash")
    op.drop_column("hours", "country")
    op.drop_column("flow_versions", "comment")
