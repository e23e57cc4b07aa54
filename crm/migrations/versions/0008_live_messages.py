"""Short messages from supervisors to agents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "live_messages",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender_id", sa.String(length=26), nullable=True),
        sa.Column("sender_name", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("queues", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["sender_id"], ["users.id"], name="fk_live_messages_sender_id"),
        sa.PrimaryKeyConstraint("id", name="pk_live_messages"),
    )
    op.create_index("ix_live_messages_sender_id", "live_messages", ["sender_id"])
    op.create_table(
        "live_message_receipts",
        sa.Column("message_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["live_messages.id"],
            name="fk_live_message_receipts_message_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_live_message_receipts_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", "user_id", name="pk_live_message_receipts"),
    )
    op.create_index("ix_live_message_receipts_user_id_message_id", "live_message_receipts", ["user_id", "message_id"])


def downgrade() -> None:
    op.drop_table("live_message_receipts")
    op.drop_table("live_messages")
