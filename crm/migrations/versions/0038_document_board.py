"""The board reads documents status by status, however many are closed."""

from __future__ import annotations

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_documents_status_created_at", "documents", ["status", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_documents_status_created_at", "documents")
