"""Lists and boards of documents in every order that they are offered in, by the step where they stand, and by who did
something to them: read by an index however many there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NEWEST = sa.text("id DESC")
STATISTICS = (
    ("documents", "ix_documents_status_created_at", "200000 20000 1"),
    ("documents", "ix_documents_status_updated_at", "200000 20000 1"),
    ("documents", "ix_documents_status_due_at_id", "200000 20000 2 1"),
    ("documents", "ix_documents_type_created_at", "200000 20000 1"),
    ("documents", "ix_documents_unit_id_status", "200000 5000 1000"),
    ("document_steps", "ix_document_steps_node_state", "400000 20000 2000"),
    ("document_steps", "ix_document_steps_unit_id_state", "400000 10000 1000"),
)
"""SQLite, whose tables nobody analyses, takes what has an index for rare. These are not: rows in all, and with the same
first, first two… columns (docs/adr/0219)."""
REMOVE = sa.text("DELETE FROM sqlite_stat1 WHERE tbl IN ('documents', 'document_steps')")
INSERT = sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)")


def upgrade() -> None:
    op.drop_index("ix_documents_due_at", "documents")
    op.create_index("ix_documents_due_at_id", "documents", ["due_at", NEWEST])
    op.create_index("ix_documents_status_due_at_id", "documents", ["status", "due_at", NEWEST])
    op.create_index("ix_documents_updated_at", "documents", ["updated_at"])
    op.create_index("ix_documents_status_updated_at", "documents", ["status", "updated_at"])
    op.create_index("ix_document_steps_node_state", "document_steps", ["node", "state"])
    op.create_index("ix_document_steps_done_by", "document_steps", ["done_by"])
    if op.get_bind().dialect.name == "postgresql":  # which keeps what is empty at the other end when it reads backwards
        op.create_index("ix_documents_due_at_last", "documents", [sa.text("due_at DESC NULLS LAST"), NEWEST])
    else:
        op.execute("ANALYZE sqlite_schema")  # makes the table of statistics
        op.execute(REMOVE)
        for row in STATISTICS:
            op.execute(INSERT.bindparams(**dict(zip(("tbl", "idx", "stat"), row, strict=True))))
        op.execute("ANALYZE sqlite_schema")  # reads it


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_documents_due_at_last", "documents")
    else:
        op.execute(REMOVE)
        op.execute("ANALYZE sqlite_schema")
    op.drop_index("ix_document_steps_done_by", "document_steps")
    op.drop_index("ix_document_steps_node_state", "document_steps")
    op.drop_index("ix_documents_status_updated_at", "documents")
    op.drop_index("ix_documents_updated_at", "documents")
    op.drop_index("ix_documents_status_due_at_id", "documents")
    op.drop_index("ix_documents_due_at_id", "documents")
    op.create_index("ix_documents_due_at", "documents", ["due_at"])
