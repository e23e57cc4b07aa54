"""The outbox grows: templates, what a message is about, attempts that come again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("state", existing_type=sa.String(length=8), type_=sa.String(length=12))
        outbox.add_column(sa.Column("template", sa.String(length=64), nullable=False, server_default=""))
        outbox.add_column(sa.Column("language", sa.String(length=8), nullable=False, server_default=""))
        outbox.add_column(sa.Column("unit_id", sa.String(length=26), nullable=False, server_default="root"))
        outbox.add_column(sa.Column("customer_id", sa.String(length=26), nullable=True))
        outbox.add_column(sa.Column("subject_kind", sa.String(length=32), nullable=False, server_default=""))
        outbox.add_column(sa.Column("subject_id", sa.String(length=64), nullable=False, server_default=""))
        outbox.add_column(sa.Column("options", DOCUMENT, nullable=False, server_default="{}"))
        outbox.add_column(sa.Column("reference", sa.String(length=200), nullable=False, server_default=""))
        outbox.add_column(sa.Column("created_by", sa.String(length=26), nullable=True))
        outbox.add_column(sa.Column("next_at", MOMENT, nullable=True))
        outbox.add_column(sa.Column("claimed_at", MOMENT, nullable=True))
    op.create_index("ix_outbox_recipient", "outbox", ["recipient"])
    op.create_index("ix_outbox_customer_id", "outbox", ["customer_id"])
    op.create_index("ix_outbox_subject_kind_subject_id", "outbox", ["subject_kind", "subject_id"])
    _hide_links()
    op.create_table(
        "message_templates",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_message_templates"),
    )


def _hide_links() -> None:
    """Links that work without a log-in are in bodies of surveys; from now on the outbox is shown."""
    table = sa.table("outbox", sa.column("id"), sa.column("once"), sa.column("body"), sa.column("options", DOCUMENT))
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c.body).where(table.c.once.like("survey:%"))).all()
    for ident, body in rows:
        token = body.rpartition("/survey/")[2].split()[0] if "/survey/" in body else ""
        if token:
            connection.execute(table.update().where(table.c.id == ident).values(options={"hidden": [token]}))


def downgrade() -> None:
    op.drop_table("message_templates")
    for name in ("subject_kind_subject_id", "customer_id", "recipient"):
        op.drop_index(f"ix_outbox_{name}", table_name="outbox")
    with op.batch_alter_table("outbox") as outbox:
        for name in (
            "claimed_at",
            "next_at",
            "created_by",
            "reference",
            "options",
            "subject_id",
            "subject_kind",
            "customer_id",
            "unit_id",
            "language",
            "template",
        ):
            outbox.drop_column(name)
        outbox.alter_column("state", existing_type=sa.String(length=12), type_=sa.String(length=8))
