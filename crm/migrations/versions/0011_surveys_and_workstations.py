"""Surveys with their text messages, workstations, and what each segment of a call was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("call_segments", sa.Column("kind", sa.String(length=12), nullable=False, server_default="talk"))
    op.add_column("calls", sa.Column("disposition_fields", DOCUMENT, nullable=False, server_default="{}"))
    op.create_table(
        "survey_offers",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("offered_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("call_id", name="pk_survey_offers"),
        sa.UniqueConstraint("token_hash", name="uq_survey_offers_token_hash"),
    )
    op.create_index("ix_survey_offers_offered_at_queue", "survey_offers", ["offered_at", "queue"])
    op.create_table(
        "survey_ratings",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("survey", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(length=8), nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("rated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("call_id", "survey", "question", name="pk_survey_ratings"),
    )
    op.create_index("ix_survey_ratings_agent_id", "survey_ratings", ["agent_id"])
    op.create_index("ix_survey_ratings_rated_at", "survey_ratings", ["rated_at"])
    op.create_table(
        "sms_outbox",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sms_outbox"),
    )
    op.create_index("ix_sms_outbox_state", "sms_outbox", ["state"])
    op.create_table(
        "workstations",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_workstations_unit_id_units"),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name="fk_workstations_device_id_devices", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workstations"),
        sa.UniqueConstraint("device_id", name="uq_workstations_device_id"),
        sa.UniqueConstraint("token_hash", name="uq_workstations_token_hash"),
    )


def downgrade() -> None:
    for table in ("workstations", "sms_outbox", "survey_ratings", "survey_offers"):
        op.drop_table(table)
    op.drop_column("calls", "disposition_fields")
    op.drop_column("call_segments", "kind")
