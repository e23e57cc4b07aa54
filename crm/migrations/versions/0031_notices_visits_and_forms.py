"""Notices, contacts, visits; forms and links of calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("calls", sa.Column("form", _JSON, nullable=False, server_default="{}"))
    op.add_column("calls", sa.Column("wrap_up_state", sa.String(length=12), nullable=False, server_default=""))
    op.create_index("ix_calls_wrap_up_state", "calls", ["wrap_up_state"])
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("attachments", _JSON, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_notices_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_created_by", "notices", ["created_by"])
    op.create_index("ix_notices_kind_starts_at", "notices", ["kind", "starts_at"])
    op.create_index("ix_notices_told_at", "notices", ["told_at"])
    op.create_index("ix_notices_unit_id", "notices", ["unit_id"])
    op.create_table(
        "notice_units",
        sa.Column("notice_id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_notice_units_unit_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_notice_units_notice_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "unit_id", name="pk_notice_units"),
    )
    op.create_index("ix_notice_units_unit_id", "notice_units", ["unit_id"])
    op.create_table(
        "notice_reads",
        sa.Column("notice_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notice_reads_user_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_notice_reads_notice_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "user_id", name="pk_notice_reads"),
    )
    op.create_index("ix_notice_reads_user_id", "notice_reads", ["user_id"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("owner_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("company", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("contact_group", sa.String(length=64), nullable=False),
        sa.Column("numbers", _JSON, nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name="fk_contacts_owner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_contact_group", "contacts", ["contact_group"])
    op.create_index("ix_contacts_owner_id", "contacts", ["owner_id"])
    op.create_table(
        "call_links",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_links"),
    )
    op.create_index("ix_call_links_call_id", "call_links", ["call_id"])
    op.create_index("ix_call_links_kind_subject_id", "call_links", ["kind", "subject_id"])
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", _JSON, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("options", _JSON, nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaires"),
    )
    op.create_table(
        "questionnaire_versions",
        sa.Column("questionnaire_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", _JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaires.id"],
            name="fk_questionnaire_versions_questionnaire_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("questionnaire_id", "number", name="pk_questionnaire_versions"),
    )
    op.create_table(
        "visit_batches",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("questionnaire_id", sa.String(length=26), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rule", _JSON, nullable=False),
        sa.Column("explained", _JSON, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_visit_batches_unit_id"),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaires.id"], name="fk_visit_batches_questionnaire_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visit_batches"),
    )
    op.create_index("ix_visit_batches_questionnaire_id", "visit_batches", ["questionnaire_id"])
    op.create_index("ix_visit_batches_unit_id", "visit_batches", ["unit_id"])
    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("batch_id", sa.String(length=26), nullable=False),
        sa.Column("questionnaire_id", sa.String(length=26), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("customer_id", sa.String(length=26), nullable=True),
        sa.Column("ticket_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("assignee_id", sa.String(length=26), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answers", _JSON, nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("most", sa.Double(), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_visits_unit_id"),
        sa.ForeignKeyConstraint(["batch_id"], ["visit_batches.id"], name="fk_visits_batch_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaires.id"], name="fk_visits_questionnaire_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_assignee_id_state", "visits", ["assignee_id", "state"])
    op.create_index("ix_visits_batch_id_state", "visits", ["batch_id", "state"])
    op.create_index("ix_visits_customer_id_done_at", "visits", ["customer_id", "done_at"])
    op.create_index("ix_visits_questionnaire_id", "visits", ["questionnaire_id"])
    op.create_index("ix_visits_ticket_id", "visits", ["ticket_id"])
    op.create_index("ix_visits_unit_id", "visits", ["unit_id"])


def downgrade() -> None:
    op.drop_table("visits")
    op.drop_table("visit_batches")
    op.drop_table("questionnaire_versions")
    op.drop_table("questionnaires")
    op.drop_table("call_links")
    op.drop_table("contacts")
    op.drop_table("notice_reads")
    op.drop_table("notice_units")
    op.drop_table("notices")
    op.drop_index("ix_calls_wrap_up_state", "calls")
    op.drop_column("calls", "wrap_up_state")
    op.drop_column("calls", "form")
