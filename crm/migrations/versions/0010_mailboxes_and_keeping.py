"""Mailboxes, the outbox, legal holds; checksums and tombstones of recordings; what becomes of messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("queue_id", sa.String(length=40), nullable=True),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("options", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_mailboxes_unit_id"),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name="fk_mailboxes_queue_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mailboxes_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mailboxes"),
        sa.UniqueConstraint("queue_id", name="uq_mailboxes_queue_id"),
        sa.UniqueConstraint("user_id", name="uq_mailboxes_user_id"),
    )
    op.create_table(
        "mailbox_users",
        sa.Column("mailbox_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name="fk_mailbox_users_mailbox_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mailbox_users_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("mailbox_id", "user_id", name="pk_mailbox_users"),
    )
    op.create_index("ix_mailbox_users_user_id", "mailbox_users", ["user_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("once", name="uq_outbox_once"),
    )
    op.create_index("ix_outbox_state_created_at", "outbox", ["state", "created_at"], unique=False)
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(length=26), nullable=True),
        sa.Column("cleared_at", MOMENT, nullable=True),
        sa.Column("cleared_by", sa.String(length=26), nullable=True),
        sa.Column("clear_reason", sa.String(length=300), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
    op.create_index("ix_legal_holds_kind_subject", "legal_holds", ["kind", "subject"], unique=False)
    with op.batch_alter_table("recordings") as table:
        table.add_column(sa.Column("sha256", sa.String(length=64), server_default="", nullable=False))
        table.add_column(sa.Column("size", sa.Integer(), nullable=True))
        table.add_column(sa.Column("key_id", sa.String(length=40), server_default="", nullable=False))
        table.add_column(sa.Column("checked_at", MOMENT, nullable=True))
        table.add_column(sa.Column("integrity", sa.String(length=12), server_default="", nullable=False))
        table.add_column(sa.Column("deleted_at", MOMENT, nullable=True))
        table.add_column(sa.Column("deleted_by", sa.String(length=26), nullable=True))
        table.add_column(sa.Column("delete_rule", sa.String(length=12), server_default="", nullable=False))
        table.add_column(sa.Column("delete_reason", sa.String(length=300), server_default="", nullable=False))
    with op.batch_alter_table("voicemails") as table:
        table.add_column(sa.Column("assigned_to", sa.String(length=26), nullable=True))
        table.add_column(sa.Column("ticket_id", sa.String(length=26), nullable=True))
        table.add_column(sa.Column("processed_at", MOMENT, nullable=True))
        table.add_column(sa.Column("deleted_at", MOMENT, nullable=True))
        table.add_column(sa.Column("deleted_by", sa.String(length=26), nullable=True))
        table.add_column(sa.Column("delete_reason", sa.String(length=300), server_default="", nullable=False))
        table.create_index("ix_voicemails_assigned_to", ["assigned_to"], unique=False)
    op.execute("UPDATE voicemails SET processed_at = left_at")


def downgrade() -> None:
    with op.batch_alter_table("voicemails") as table:
        table.drop_index("ix_voicemails_assigned_to")
        for name in ("assigned_to", "ticket_id", "processed_at", "deleted_at", "deleted_by", "delete_reason"):
            table.drop_column(name)
    with op.batch_alter_table("recordings") as table:
        for name in (
            "sha256",
            "size",
            "key_id",
            "checked_at",
            "integrity",
            "deleted_at",
            "deleted_by",
            "delete_rule",
            "delete_reason",
        ):
            table.drop_column(name)
    op.drop_table("legal_holds")
    op.drop_table("outbox")
    op.drop_table("mailbox_users")
    op.drop_table("mailboxes")
