"""The text messages of surveys move to the outbox; their own table goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute(
        "INSERT INTO outbox (id, kind, recipient, subject, body, once, state, attempts, error, created_at)"
        " SELECT id, 'sms', number, '', text, 'survey:' || COALESCE(call_id, id),"
        " CASE state WHEN 'queued' THEN 'waiting' ELSE state END, 0, '', created_at FROM sms_outbox"
        " WHERE id IN (SELECT MIN(id) FROM sms_outbox GROUP BY COALESCE(call_id, id))"
    )
    op.drop_table("sms_outbox")


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO sms_outbox (id, number, text, kind, call_id, state, created_at)"
        " SELECT id, recipient, body, 'survey', SUBSTR(once, 8),"
        " CASE state WHEN 'waiting' THEN 'queued' ELSE state END, created_at FROM outbox WHERE once LIKE 'survey:%'"
    )
    op.execute("DELETE FROM outbox WHERE once LIKE 'survey:%'")
