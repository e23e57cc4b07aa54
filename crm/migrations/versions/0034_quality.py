"""Quality: scorecards, assessments, calibrations, comments on recordings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ID = sa.String(length=26)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "scorecards",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("criteria", sa.Integer(), nullable=False),
        sa.Column("options", DOCUMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scorecards"),
    )
    op.create_table(
        "scorecard_versions",
        sa.Column("scorecard_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("criteria", DOCUMENT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_id"],
            ["scorecards.id"],
            name="fk_scorecard_versions_scorecard_id_scorecards",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("scorecard_id", "number", name="pk_scorecard_versions"),
    )
    op.create_table(
        "calibrations",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scorecard_id", ID, nullable=False),
        sa.Column("criteria", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("talked_at", INSTANT, nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=True),
        sa.Column("agent_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("participants", DOCUMENT, nullable=False),
        sa.Column("reference_id", ID, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name="fk_calibrations_scorecard_id_scorecards"),
        sa.PrimaryKeyConstraint("id", name="pk_calibrations"),
    )
    for column in ("scorecard_id", "recording_id", "unit_id"):
        op.create_index(f"ix_calibrations_{column}", "calibrations", [column])
    op.create_table(
        "assessments",
        sa.Column("id", ID, nullable=False),
        sa.Column("slot", sa.String(length=200), nullable=False),
        sa.Column("scorecard_id", ID, nullable=False),
        sa.Column("criteria", sa.Integer(), nullable=False),
        sa.Column("calibration_id", ID, nullable=True),
        sa.Column("recording_id", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("talked_at", INSTANT, nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=True),
        sa.Column("agent_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("assessor_id", ID, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("most", sa.Double(), nullable=False),
        sa.Column("percent", sa.Double(), nullable=True),
        sa.Column("fatal", DOCUMENT, nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("appeal", sa.String(length=1000), nullable=False),
        sa.Column("appealed_at", INSTANT, nullable=True),
        sa.Column("reply", sa.String(length=1000), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scorecard_id"], ["scorecards.id"], name="fk_assessments_scorecard_id_scorecards"),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["calibrations.id"], name="fk_assessments_calibration_id_calibrations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessments"),
        sa.UniqueConstraint("slot", name="uq_assessments_slot"),
    )
    for column in ("scorecard_id", "calibration_id", "recording_id", "call_id", "assessor_id"):
        op.create_index(f"ix_assessments_{column}", "assessments", [column])
    op.create_index("ix_assessments_agent_id_published_at", "assessments", ["agent_id", "published_at"])
    op.create_index("ix_assessments_unit_id_published_at", "assessments", ["unit_id", "published_at"])
    op.create_table(
        "recording_comments",
        sa.Column("id", ID, nullable=False),
        sa.Column("recording_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name="fk_recording_comments_recording_id_recordings",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recording_comments"),
    )
    op.create_index("ix_recording_comments_recording_id", "recording_comments", ["recording_id"])


def downgrade() -> None:
    for table in ("recording_comments", "assessments", "calibrations", "scorecard_versions", "scorecards"):
        op.drop_table(table)
