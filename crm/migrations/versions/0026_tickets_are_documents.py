"""Tickets become documents: each 受理类型 gets the plain process as its first version, and open tickets stand at the
step of it that their status says."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from ulid import ULID

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = sa.String(length=26)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
SHARED = (
    "id, number, unit_id, type, status, title, content, customer_id, phone, call_id, assignee_id, created_by,"
    " created_at, updated_at, closed_at, version"
)
NODES = {
    "pending": "accept", "to_dispatch": "dispatch", "handling": "handle", "to_visit": "visit",
    "returned": "accept", "suspended": "handle",
}  # fmt: skip
"""Status → the step of the plain process at which an open ticket stands."""
BATCH = 500


def upgrade() -> None:
    connection = op.get_bind()
    _types(connection)
    op.execute(
        f"INSERT INTO documents ({SHARED}, family, type_version, fields, position, source, urged, returned,"  # noqa: S608
        " confidential, certified, depth, suspended_at)"
        f" SELECT {SHARED}, 'ticket', 1, '{{}}', '{{}}', 'hand', 0, status = 'returned', false, false, 0,"
        " CASE status WHEN 'suspended' THEN updated_at END FROM tickets"
    )
    op.execute(
        "INSERT INTO document_remarks (id, document_id, text, mentions, created_by, created_at)"
        " SELECT id, ticket_id, text, '[]', created_by, created_at FROM ticket_remarks"
    )
    op.execute(
        'INSERT INTO document_changes (id, document_id, action, changes, remark, "after", created_by, created_at)'
        " SELECT id, ticket_id, action, changes, '', 0, created_by, created_at FROM ticket_changes"
    )
    _steps(connection)
    for table in ("ticket_remarks", "ticket_changes", "tickets"):
        op.drop_table(table)


def _types(connection: sa.Connection) -> None:
    names = {
        row.code: (row.name_zh, row.name_en)
        for row in connection.execute(
            sa.text(
                "SELECT code, name_zh, name_en FROM dictionary_entries WHERE dictionary = 'ticket_type'"
                " ORDER BY position, code"
            )
        )
    }
    for (code,) in connection.execute(sa.text("SELECT DISTINCT type FROM tickets ORDER BY type")):
        names.setdefault(code, (code, code))
    if not names:
        return
    types = sa.table(
        "document_types",
        *(sa.column(name) for name in ("code", "family", "name_zh", "name_en", "version", "position", "shipped")),
        sa.column("active", sa.Boolean()),
    )
    versions = sa.table(
        "document_type_versions",
        *(sa.column(name) for name in ("code", "version", "comment", "created_by")),
        sa.column("document", JSON),
        sa.column("created_at", INSTANT),
    )
    now = connection.scalar(sa.select(sa.func.current_timestamp(type_=INSTANT)))
    for position, (code, (zh, en)) in enumerate(names.items()):
        connection.execute(
            sa.insert(types).values(
                code=code,
                family="ticket",
                name_zh=zh,
                name_en=en,
                version=1,
                position=position + 1,
                shipped="plain",
                active=True,
            )
        )
        connection.execute(
            sa.insert(versions).values(
                code=code, version=1, comment="", created_by=None, created_at=now, document=_plain(code, zh, en)
            )
        )


def _steps(connection: sa.Connection) -> None:
    documents = sa.table(
        "documents",
        sa.column("id"),
        sa.column("status"),
        sa.column("unit_id"),
        sa.column("assignee_id"),
        sa.column("position", JSON),
        sa.column("updated_at", INSTANT),
    )
    steps = sa.table(
        "document_steps",
        *(
            sa.column(name)
            for name in ("id", "document_id", "token", "node", "state", "handler_id", "unit_id", "outcome", "remark")
        ),
        sa.column("entered_at", INSTANT),
        sa.column("overdue", sa.Boolean()),
    )
    pool = sa.table("document_pool", sa.column("step_id"), sa.column("kind"), sa.column("ref"))
    ended = {"tokens": [], "next": 2, "ended": "done"}
    connection.execute(sa.update(documents).where(documents.c.status.in_(("done", "archived"))).values(position=ended))
    last = ""
    while rows := connection.execute(
        sa.select(documents.c.id, documents.c.status, documents.c.unit_id, documents.c.assignee_id,
                  documents.c.updated_at)
        .where(documents.c.status.in_(list(NODES)), documents.c.id > last)
        .order_by(documents.c.id)
        .limit(BATCH)
    ).all():  # fmt: skip
        last = rows[-1].id
        made = [(row, str(ULID())) for row in rows]
        connection.execute(
            sa.insert(steps),
            [
                {
                    "id": step, "document_id": row.id, "token": 1, "node": NODES[row.status], "state": "active",
                    "handler_id": row.assignee_id, "unit_id": row.unit_id, "outcome": "", "remark": "",
                    "entered_at": row.updated_at, "overdue": False,
                }
                for row, step in made
            ],
        )  # fmt: skip
        waiting = [{"step_id": step, "kind": "unit", "ref": row.unit_id} for row, step in made]
        connection.execute(sa.insert(pool), waiting)
        for node in sorted({NODES[row.status] for row in rows}):
            position = {"tokens": [{"id": 1, "node": node, "path": []}], "next": 2, "ended": None}
            here = [row.id for row in rows if NODES[row.status] == node]
            connection.execute(sa.update(documents).where(documents.c.id.in_(here)).values(position=position))


def _plain(code: str, zh: str, en: str) -> dict[str, Any]:
    def task(
        node: str, name: tuple[str, str], state: str, *ways: tuple[str, str, str, str], kind: str = "task"
    ) -> dict[str, Any]:
        return {
            "kind": kind,
            "code": node,
            "name": {"zh": name[0], "en": name[1]},
            "state": state,
            "handler": {"by": "same"},
            "edit": ["*"],
            "outcomes": [
                {"code": way, "name": {"zh": way_zh, "en": way_en}, "to": to} for way, way_zh, way_en, to in ways
            ],
        }

    return {
        "code": code,
        "family": "ticket",
        "name": {"zh": zh, "en": en},
        "process": {
            "start": "accept",
            "nodes": [
                task("accept", ("受理", "Accept"), "pending", ("accept", "受理", "Accept", "handle"),
                     ("dispatch", "转派单", "To dispatch", "dispatch"), ("close", "当场办结", "Done at once", "done")),
                task("dispatch", ("派单", "Dispatch"), "to_dispatch", ("dispatch", "派单", "Dispatch", "handle")),
                task("handle", ("处理", "Handle"), "handling", ("visit", "处理完成", "Handled", "visit"),
                     ("close", "直接办结", "Done", "done"), ("dispatch", "重新派单", "Dispatch again", "dispatch")),
                task("visit", ("回访", "Follow up"), "to_visit", ("satisfied", "满意", "Satisfied", "done"),
                     ("again", "不满意", "Not satisfied", "handle"), kind="visit"),
                {"kind": "end", "code": "done", "name": {"zh": "办结", "en": "Done"}, "state": "done"},
            ],
        },
        "reopen": "handle",
    }  # fmt: skip


def downgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=26), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=True),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_tickets_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("number", name="uq_tickets_number"),
    )
    for columns in (
        ("assignee_id", "status"), ("call_id",), ("created_at",), ("created_by",), ("customer_id", "created_at"),
        ("phone",), ("unit_id", "status"),
    ):  # fmt: skip
        op.create_index(f"ix_tickets_{'_'.join(columns)}", "tickets", list(columns))
    for table, what in (
        ("ticket_remarks", [sa.Column("text", sa.Text(), nullable=False)]),
        (
            "ticket_changes",
            [sa.Column("action", sa.String(length=20), nullable=False), sa.Column("changes", JSON, nullable=False)],
        ),
    ):
        op.create_table(
            table,
            sa.Column("id", ID, nullable=False),
            sa.Column("ticket_id", ID, nullable=False),
            *what,
            sa.Column("created_by", ID, nullable=True),
            sa.Column("created_at", INSTANT, nullable=False),
            sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=f"fk_{table}_ticket_id", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_ticket_id", table, ["ticket_id"])
    op.execute(f"INSERT INTO tickets ({SHARED}) SELECT {SHARED} FROM documents WHERE family = 'ticket'")  # noqa: S608
    # What is put together here is all written above.
    within = "WHERE document_id IN (SELECT id FROM tickets)"
    op.execute(
        "INSERT INTO ticket_remarks (id, ticket_id, text, created_by, created_at)"  # noqa: S608
        f" SELECT id, document_id, text, created_by, created_at FROM document_remarks {within}"
    )
    op.execute(
        "INSERT INTO ticket_changes (id, ticket_id, action, changes, created_by, created_at)"  # noqa: S608
        f" SELECT id, document_id, action, changes, created_by, created_at FROM document_changes {within}"
    )
    op.execute("DELETE FROM documents")
    op.execute("DELETE FROM document_type_versions")
    op.execute("DELETE FROM document_types")
