"""The search index, and customers by their latest contact whatever their unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_entries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_search_entries"),
    )
    op.create_index("ix_search_entries_kind_subject_id", "search_entries", ["kind", "subject_id"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5"
            "(words, content='', detail=none, tokenize=\"ascii tokenchars '_@#'\")"
        )
        op.create_index("ix_customers_last_contact_at_id", "customers", ["last_contact_at", "id"])
    else:
        op.create_index("ix_search_entries_words", "search_entries", ["words"], postgresql_using="gin")
        op.create_index(
            "ix_customers_last_contact_at_id",
            "customers",
            [sa.text("last_contact_at DESC NULLS LAST"), sa.text("id DESC")],
        )


def downgrade() -> None:
    op.drop_index("ix_customers_last_contact_at_id", "customers")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entries")
