"""What an import into the lists of numbers did can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "number_list_imports",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("list", sa.String(length=8), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_number_list_imports"),
    )
    op.create_index("ix_number_list_imports_at", "number_list_imports", ["at"])
    op.create_table(
        "number_list_changes",
        sa.Column("import_id", sa.String(length=26), nullable=False),
        sa.Column("listed_id", sa.String(length=26), nullable=False),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("after", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["number_list_imports.id"], name="fk_number_list_changes_import_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "listed_id", name="pk_number_list_changes"),
    )


def downgrade() -> None:
    op.drop_table("number_list_changes")
    op.drop_table("number_list_imports")
