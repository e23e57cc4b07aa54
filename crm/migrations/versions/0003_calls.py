"""Calls, agents' states, recordings, voicemails, and how far news are stored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agent_states",
        sa.Column("agent_id", sa.String(length=26), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=20), nullable=False),
        sa.Column("previous_seconds", sa.Double(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("agent_id", "since", "state", name="pk_agent_states"),
    )
    op.create_table(
        "news_position",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.String(length=64), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_news_position"),
    )
    op.create_table(
        "news_rejected",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("payload", DOCUMENT, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_news_rejected"),
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("raw_path", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("peaks", DOCUMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
    )
    op.create_index("ix_recordings_call_id", "recordings", ["call_id"], unique=False)
    op.create_index("ix_recordings_started_at", "recordings", ["started_at"], unique=False)
    op.create_index("ix_recordings_state", "recordings", ["state"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("direction", sa.String(length=12), nullable=False),
        sa.Column("from_number", sa.String(length=64), nullable=False),
        sa.Column("from_name", sa.String(length=100), nullable=False),
        sa.Column("to_number", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("customer_id", sa.String(length=26), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=12), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("ivr_seconds", sa.Double(), nullable=False),
        sa.Column("wait_seconds", sa.Double(), nullable=False),
        sa.Column("ring_seconds", sa.Double(), nullable=False),
        sa.Column("talk_seconds", sa.Double(), nullable=False),
        sa.Column("hold_seconds", sa.Double(), nullable=False),
        sa.Column("voicemail", sa.String(length=64), nullable=True),
        sa.Column("recovered", sa.Boolean(), nullable=False),
        sa.Column("disposition", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.String(length=26), nullable=True),
        sa.Column("timeline", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_calls_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_customer_id_started_at", "calls", ["customer_id", "started_at"], unique=False)
    op.create_index("ix_calls_from_number", "calls", ["from_number"], unique=False)
    op.create_index("ix_calls_started_at", "calls", ["started_at"], unique=False)
    op.create_index("ix_calls_to_number", "calls", ["to_number"], unique=False)
    op.create_index("ix_calls_unit_id_started_at", "calls", ["unit_id", "started_at"], unique=False)
    op.create_table(
        "voicemails",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("box", sa.String(length=64), nullable=False),
        sa.Column("from_number", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=26), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_voicemails_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_voicemails"),
    )
    op.create_index("ix_voicemails_box_left_at", "voicemails", ["box", "left_at"], unique=False)
    op.create_index("ix_voicemails_call_id", "voicemails", ["call_id"], unique=False)
    op.create_index("ix_voicemails_customer_id", "voicemails", ["customer_id"], unique=False)
    op.create_index("ix_voicemails_left_at", "voicemails", ["left_at"], unique=False)
    op.create_table(
        "call_segments",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("ended_by", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_call_segments_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "segment", name="pk_call_segments"),
    )
    op.create_index("ix_call_segments_agent_id_started_at", "call_segments", ["agent_id", "started_at"], unique=False)


def downgrade() -> None:
    op.drop_table("call_segments")
    op.drop_table("voicemails")
    op.drop_table("calls")
    op.drop_table("recordings")
    op.drop_table("news_rejected")
    op.drop_table("news_position")
    op.drop_table("agent_states")
