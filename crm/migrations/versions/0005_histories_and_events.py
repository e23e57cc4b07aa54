"""Histories of agents' calls, queue visits and menus; how long states lasted; events for integrators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "queue_visits",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("visit", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("preferred_id", sa.String(length=26), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_seconds", sa.Double(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("sticky", sa.Boolean(), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "visit", name="pk_queue_visits"),
    )
    op.create_index("ix_queue_visits_queue_left_at", "queue_visits", ["queue", "left_at"])
    op.create_index("ix_queue_visits_agent_id_left_at", "queue_visits", ["agent_id", "left_at"])
    op.create_index("ix_queue_visits_left_at", "queue_visits", ["left_at"])
    op.create_table(
        "agent_calls",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("direction", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ring_seconds", sa.Double(), nullable=False),
        sa.Column("talk_seconds", sa.Double(), nullable=False),
        sa.Column("hold_seconds", sa.Double(), nullable=False),
        sa.Column("ended_by", sa.String(length=12), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "part", name="pk_agent_calls"),
    )
    op.create_index("ix_agent_calls_agent_id_ended_at", "agent_calls", ["agent_id", "ended_at"])
    op.create_index("ix_agent_calls_queue_ended_at", "agent_calls", ["queue", "ended_at"])
    op.create_index("ix_agent_calls_ended_at", "agent_calls", ["ended_at"])
    op.create_table(
        "ivr_visits",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("exit", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("call_id", "step", name="pk_ivr_visits"),
    )
    op.create_index("ix_ivr_visits_flow_node_left_at", "ivr_visits", ["flow", "node", "left_at"])
    op.create_index("ix_ivr_visits_left_at", "ivr_visits", ["left_at"])
    op.create_table(
        "events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("epoch", sa.String(length=64), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("epoch", "n", name="uq_events_epoch_n"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.add_column("agent_states", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("agent_states", sa.Column("seconds", sa.Double(), nullable=True))
    op.create_index("ix_agent_states_call_id", "agent_states", ["call_id"])
    op.create_index("ix_agent_states_ended_at", "agent_states", ["ended_at"])
    op.create_index("ix_agent_states_since", "agent_states", ["since"])
    op.execute(
        "UPDATE agent_states SET ended_at = (SELECT min(n.since) FROM agent_states n "
        "WHERE n.agent_id = agent_states.agent_id AND n.since > agent_states.since)"
    )
    op.execute(
        "UPDATE agent_states SET seconds = (SELECT max(n.previous_seconds) FROM agent_states n "
        "WHERE n.agent_id = agent_states.agent_id AND n.since = agent_states.ended_at) WHERE ended_at IS NOT NULL"
    )
    op.drop_index("ix_calls_from_number", "calls")
    op.create_index("ix_calls_from_number_started_at", "calls", ["from_number", "started_at"])
    op.create_index("ix_calls_ended_at", "calls", ["ended_at"])
    op.create_index("ix_calls_ticket_id", "calls", ["ticket_id"])


def downgrade() -> None:
    op.drop_index("ix_calls_ticket_id", "calls")
    op.drop_index("ix_calls_ended_at", "calls")
    op.drop_index("ix_calls_from_number_started_at", "calls")
    op.create_index("ix_calls_from_number", "calls", ["from_number"])
    for name in ("since", "ended_at", "call_id"):
        op.drop_index(f"ix_agent_states_{name}", "agent_states")
    op.drop_column("agent_states", "seconds")
    op.drop_column("agent_states", "ended_at")
    for table in ("events", "ivr_visits", "agent_calls", "queue_visits"):
        op.drop_table(table)
