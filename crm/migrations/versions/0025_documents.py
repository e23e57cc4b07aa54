"""Documents: types with versions and drafts, documents with steps, pools, remarks, history, watchers, links, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = sa.String(length=26)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _types()
    _documents()
    _steps()
    _beside()
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def _types() -> None:
    op.create_table(
        "document_types",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_document_types"),
    )
    op.create_table(
        "document_type_versions",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["code"], ["document_types.code"], name="fk_document_type_versions_code"),
        sa.PrimaryKeyConstraint("code", "version", name="pk_document_type_versions"),
    )
    op.create_table(
        "document_type_drafts",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_document_type_drafts"),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("position", JSON, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("appointment_at", INSTANT, nullable=True),
        sa.Column("suspended_at", INSTANT, nullable=True),
        sa.Column("supervised_by", ID, nullable=True),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("certified", sa.Boolean(), nullable=False),
        sa.Column("merged_into", ID, nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_documents_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("number", name="uq_documents_number"),
    )
    for columns in (
        ("unit_id", "status"), ("customer_id", "created_at"), ("assignee_id", "status"), ("type", "created_at"),
        ("phone",), ("call_id",), ("due_at",), ("merged_into",), ("created_by",), ("created_at",),
    ):  # fmt: skip
        op.create_index(f"ix_documents_{'_'.join(columns)}", "documents", list(columns))


def _steps() -> None:
    op.create_table(
        "document_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("handler_id", ID, nullable=True),
        sa.Column("unit_id", sa.String(length=26), nullable=True),
        sa.Column("outlet_id", sa.String(length=40), nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("minutes_left", sa.Double(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("done_by", ID, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        _of_document("document_steps"),
        sa.PrimaryKeyConstraint("id", name="pk_document_steps"),
    )
    for column in ("document_id", "handler_id", "unit_id"):
        op.create_index(f"ix_document_steps_{column}_state", "document_steps", [column, "state"])
    op.create_table(
        "document_pool",
        sa.Column("step_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["step_id"], ["document_steps.id"], name="fk_document_pool_step_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("step_id", "kind", "ref", name="pk_document_pool"),
    )
    op.create_index("ix_document_pool_kind_ref", "document_pool", ["kind", "ref"])
    op.create_table(
        "document_jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("step_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("what", JSON, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("error", sa.String(length=300), nullable=False),
        _of_document("document_jobs"),
        sa.PrimaryKeyConstraint("id", name="pk_document_jobs"),
    )
    op.create_index("ix_document_jobs_document_id", "document_jobs", ["document_id"])
    op.create_index("ix_document_jobs_step_id", "document_jobs", ["step_id"])
    op.create_index("ix_document_jobs_done_at_at", "document_jobs", ["done_at", "at"])


def _beside() -> None:
    op.create_table(
        "document_remarks",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", JSON, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        _of_document("document_remarks"),
        sa.PrimaryKeyConstraint("id", name="pk_document_remarks"),
    )
    op.create_table(
        "document_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        _of_document("document_changes"),
        sa.PrimaryKeyConstraint("id", name="pk_document_changes"),
    )
    for table in ("document_remarks", "document_changes"):
        op.create_index(f"ix_{table}_document_id", table, ["document_id"])
    op.create_table(
        "document_watchers",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        _of_document("document_watchers"),
        sa.PrimaryKeyConstraint("document_id", "user_id", name="pk_document_watchers"),
    )
    op.create_index("ix_document_watchers_user_id", "document_watchers", ["user_id"])
    op.create_table(
        "document_readers",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        _of_document("document_readers"),
        sa.PrimaryKeyConstraint("document_id", "role", name="pk_document_readers"),
    )
    op.create_table(
        "document_links",
        sa.Column("document_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("other_id", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=12), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        _of_document("document_links"),
        sa.PrimaryKeyConstraint("document_id", "kind", "other_id", name="pk_document_links"),
    )
    op.create_index("ix_document_links_kind_other_id", "document_links", ["kind", "other_id"])


def _of_document(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["document_id"], ["documents.id"], name=f"fk_{table}_document_id", ondelete="CASCADE"
    )


def downgrade() -> None:
    for table in (
        "document_links", "document_readers", "document_watchers", "document_changes", "document_remarks",
        "document_jobs", "document_pool", "document_steps", "documents", "document_type_drafts",
        "document_type_versions", "document_types", "idempotency_keys",
    ):  # fmt: skip
        op.drop_table(table)
