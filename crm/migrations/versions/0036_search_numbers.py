"""Search on PostgreSQL: the entries of every kind are numbered by themselves. They are built anew when web starts."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

LETTERS = "cdtk"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for letter in LETTERS:
            op.execute(f"CREATE SEQUENCE search_entries_{letter}")
        _anew()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for letter in LETTERS:
            op.execute(f"DROP SEQUENCE search_entries_{letter}")
        _anew()


def _anew() -> None:
    op.execute("DELETE FROM search_entries")
    op.execute("DELETE FROM counters WHERE name LIKE 'search:%'")
