"""Tickets from before there were documents: none lost, each where it stood, and each can go on."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from alembic import command
from sqlalchemy import Connection, text

from crm.access import system
from crm.tickets.process import OPEN, Status
from crm.tickets.schemas import TicketChange, TicketQuery
from crm.tickets.service import TicketService
from server.database import Database, alembic_config

MIGRATION = import_module("crm.migrations.versions.0026_tickets_are_documents")
ZONE = ZoneInfo("Asia/Shanghai")
BEFORE, AFTER = str(MIGRATION.down_revision), "head"
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
STATUSES = [status.value for status in Status]


async def to(db: Database, revision: str) -> None:
    """Up or down to a revision."""

    def go(connection: Connection) -> None:
        way = command.upgrade if revision == AFTER else command.downgrade
        way(alembic_config(connection), revision)

    async with db.engine.begin() as connection:
        await connection.run_sync(go)


async def rows(db: Database, query: str) -> list[Any]:
    async with db.engine.connect() as connection:
        return list((await connection.execute(text(query))).all())


async def old_tickets(db: Database) -> None:
    """One ticket in each status, of a type in the dictionary and of one that is there no more."""
    async with db.engine.begin() as connection:
        for number, status in enumerate(STATUSES):
            await connection.execute(
                text(
                    "INSERT INTO tickets (id, number, unit_id, type, status, title, content, phone, assignee_id,"
                    " created_at, updated_at, version) VALUES (:id, :number, 'north', :type, :status, :title, '', '',"
                    " NULL, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 3)"
                ),
                {
                    "id": f"t{number:025d}", "number": f"2026112000{number:02d}", "status": status, "title": status,
                    "type": "repair" if number % 2 else "gone",
                },
            )  # fmt: skip
        await connection.execute(
            text(
                "INSERT INTO ticket_remarks (id, ticket_id, text, created_at)"
                " VALUES ('r1', :ticket, '客户满意', CURRENT_TIMESTAMP)"
            ),
            {"ticket": f"t{0:025d}"},
        )
        await connection.execute(
            text(
                "INSERT INTO ticket_changes (id, ticket_id, action, changes, created_at)"
                " VALUES ('00c1', :ticket, 'update', '{\"title\": [\"a\", \"b\"]}', CURRENT_TIMESTAMP)"
            ),
            {"ticket": f"t{0:025d}"},
        )


async def test_old_tickets_go_on_as_documents(db: Database) -> None:
    await to(db, BEFORE)
    await old_tickets(db)
    await to(db, AFTER)
    async with db.write() as session:
        service = TicketService(session, system(), zone=ZONE)
        found = {row.title: row for row in (await service.find(TicketQuery())).items}
        assert set(found) == set(STATUSES)
        for status, row in found.items():
            assert (row.status, row.version) == (status, 3)
            detail = await service.get(row.id)
            assert bool(detail.next) == (Status(status) in OPEN or status == "done"), status
            if detail.next:
                change = TicketChange(version=row.version, status=detail.next[0], remark="接着办")
                moved = await service.update(row.id, change)
                assert moved.status == detail.next[0]
        first = await service.get(f"t{0:025d}")
        assert [remark.text for remark in first.remarks] == ["客户满意"]
        assert first.history[0].changes == {"title": ["a", "b"]}
    types = await rows(db, "SELECT code, name_zh, version FROM document_types ORDER BY code")
    assert [tuple(row) for row in types] == [
        ("complaint", "complaint", 1),
        ("gone", "gone", 1),
        ("repair", "repair", 1),
    ]


async def test_and_back_again(db: Database) -> None:
    await to(db, BEFORE)
    await old_tickets(db)
    before = await rows(db, "SELECT * FROM tickets ORDER BY id")
    await to(db, AFTER)
    await to(db, BEFORE)
    assert await rows(db, "SELECT * FROM tickets ORDER BY id") == before
    assert len(await rows(db, "SELECT * FROM ticket_remarks")) == 1
    await to(db, AFTER)
