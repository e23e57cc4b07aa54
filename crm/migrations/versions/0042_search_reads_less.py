"""Search on PostgreSQL: what was written last is read through by every search, so that there must not be much of it."""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX ix_search_entries_words SET (gin_pending_list_limit = 256)")
        op.execute("SELECT gin_clean_pending_list('ix_search_entries_words')")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX ix_search_entries_words RESET (gin_pending_list_limit)")
