"""Customer records in full: own fields, addresses, tags, products, relations, history, merges, erasure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ID = sa.String(length=26)
INSTANT = sa.DateTime(timezone=True)


def _of_customer(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["customers.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    for column in (
        sa.Column("region_code", sa.String(length=12), nullable=False, server_default=""),
        sa.Column("addresses", DOCUMENT, nullable=False, server_default="[]"),
        sa.Column("tags", DOCUMENT, nullable=False, server_default="[]"),
        sa.Column("fields", DOCUMENT, nullable=False, server_default="{}"),
        sa.Column("no_sms", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("erased_at", INSTANT, nullable=True),
    ):
        op.add_column("customers", column)
    op.create_index("ix_customers_region_code", "customers", ["region_code"])
    op.create_table(
        "customer_products",
        sa.Column("id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("barcode", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("warranty_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _of_customer("customer_products", "customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_products"),
    )
    for column_name in ("customer_id", "serial", "barcode"):
        op.create_index(f"ix_customer_products_{column_name}", "customer_products", [column_name])
    op.create_table(
        "customer_relations",
        sa.Column("id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        _of_customer("customer_relations", "customer_id"),
        _of_customer("customer_relations", "other_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_relations"),
        sa.UniqueConstraint(
            "customer_id", "other_id", "relation", name="uq_customer_relations_customer_id_other_id_relation"
        ),
    )
    op.create_index("ix_customer_relations_other_id", "customer_relations", ["other_id"])
    op.create_table(
        "customer_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("changes", DOCUMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        _of_customer("customer_changes", "customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_changes"),
    )
    op.create_index("ix_customer_changes_customer_id", "customer_changes", ["customer_id"])
    op.create_table(
        "customer_merges",
        sa.Column("id", ID, nullable=False),
        sa.Column("kept_id", ID, nullable=False),
        sa.Column("gone_id", ID, nullable=False),
        sa.Column("gone_number", sa.String(length=20), nullable=False),
        sa.Column("gone_unit_id", sa.String(length=26), nullable=False),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("merged_at", INSTANT, nullable=False),
        sa.Column("merged_by", ID, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merges"),
    )
    op.create_index("ix_customer_merges_kept_id", "customer_merges", ["kept_id"])
    op.create_index("ix_customer_merges_gone_id", "customer_merges", ["gone_id"])
    op.create_table(
        "customer_mailings",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("template", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("values", DOCUMENT, nullable=False),
        sa.Column("customers", DOCUMENT, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_customer_mailings"),
    )
    op.create_index("ix_customer_mailings_state", "customer_mailings", ["state"])
    op.create_table(
        "customer_fields",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("categories", DOCUMENT, nullable=False),
        sa.Column("kinds", DOCUMENT, nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_customer_fields"),
    )


def downgrade() -> None:
    for table in (
        "customer_fields",
        "customer_mailings",
        "customer_merges",
        "customer_changes",
        "customer_relations",
        "customer_products",
    ):
        op.drop_table(table)
    op.drop_index("ix_customers_region_code", "customers")
    for column in ("erased_at", "no_sms", "fields", "tags", "addresses", "region_code"):
        op.drop_column("customers", column)
