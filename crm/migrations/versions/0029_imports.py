"""Imports of files: jobs, their lines, saved mappings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COUNTERS = ("total", "done", "created", "updated", "skipped", "bad", "warned", "undone", "kept", "position", "attempts")


def upgrade() -> None:
    op.create_table(
        "import_jobs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("options", DOCUMENT, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTERS),
        sa.Column("error", DOCUMENT, nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_import_jobs_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_jobs"),
    )
    op.create_index("ix_import_jobs_state", "import_jobs", ["state"])
    op.create_index("ix_import_jobs_created_by", "import_jobs", ["created_by"])
    op.create_table(
        "import_rows",
        sa.Column("job_id", sa.String(length=26), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("result", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.String(length=26), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("problems", DOCUMENT, nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["import_jobs.id"], name="fk_import_rows_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "line", name="pk_import_rows"),
    )
    op.create_index("ix_import_rows_job_id_result", "import_rows", ["job_id", "result", "line"])
    op.create_table(
        "import_mappings",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("columns", DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_import_mappings"),
    )
    op.create_index("ix_import_mappings_kind_name", "import_mappings", ["kind", "name"], unique=True)


def downgrade() -> None:
    op.drop_table("import_mappings")
    op.drop_table("import_rows")
    op.drop_table("import_jobs")
