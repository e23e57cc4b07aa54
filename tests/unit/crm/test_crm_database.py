"""The database itself: migrations, transactions, and an audit log that cannot be rewritten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from crm.access import Principal, Role, system
from crm.audit.models import AuditEntry
from crm.audit.service import AuditQuery, entries, note
from crm.base import new_id, utcnow
from crm.counters import next_number
from crm.organisation.models import Unit
from crm.outbox.models import OutboxMessage
from crm.tables import BY_MIGRATIONS_ALONE, metadata
from server.database import Database, alembic_config
from telephony.errors import ConfigError


def _differences(connection: Connection) -> list[object]:
    def compared(_object: object, name: str | None, *_: object) -> bool:
        return name not in BY_MIGRATIONS_ALONE

    options = {"compare_type": True, "include_object": compared}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_migrations_make_what_the_models_say(db: Database) -> None:
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    current, newest = await db.revision()
    assert current == newest


async def test_migrations_go_down_and_up_again(db: Database) -> None:
    async with db.engine.begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "base"))
    await db.migrate()
    await db.migrate()
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_text_messages_of_surveys_move_to_the_outbox_and_back(db: Database) -> None:
    old = text("SELECT id, number, text, kind, call_id, state FROM sms_outbox ORDER BY id")
    rows = [
        ("a", "+86138", "评价 http://x/survey/t", "survey", "call-1", "queued"),
        ("b", "1", "", "survey", "c2", "sent"),
    ]
    async with db.engine.begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "0012"))
        for row in rows:
            values = dict(zip(("id", "number", "text", "kind", "call", "state"), row, strict=True))
            await connection.execute(
                text("INSERT INTO sms_outbox VALUES (:id, :number, :text, :kind, :call, :state, CURRENT_TIMESTAMP)"),
                values,
            )
    await db.migrate()
    async with db.read() as session:
        moved = list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
    assert [(m.kind, m.recipient, m.body, m.once, m.state, m.attempts) for m in moved] == [
        ("sms", "+86138", "评价 http://x/survey/t", "survey:call-1", "waiting", 0),
        ("sms", "1", "", "survey:c2", "sent", 0),
    ]
    async with db.engine.begin() as connection:
        await connection.run_sync(lambda c: command.downgrade(alembic_config(c), "0012"))
        assert [tuple(row) for row in await connection.execute(old)] == rows
    await db.migrate()


async def test_writers_queue_up_and_readers_do_not_wait(db: Database) -> None:
    async def count() -> int:
        async with db.write() as session:
            number = await next_number(session, "series")
            await asyncio.sleep(0)
            return number

    async with db.read() as reader:
        await reader.scalar(select(Unit.id).limit(1))
        numbers = await asyncio.gather(*(count() for _ in range(20)))
    assert sorted(numbers) == list(range(1, 21))


async def test_a_failed_transaction_leaves_nothing(db: Database) -> None:
    async def fail() -> None:
        async with db.write() as session:
            await next_number(session, "series")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with db.write() as session:
        assert await next_number(session, "series") == 1


async def test_references_are_enforced(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with db.write() as session:
            session.add(Unit(id="x", parent_id="nowhere", path="/x/", name_zh="x", name_en="x"))


async def test_audit_entries_are_never_changed(db: Database) -> None:
    async with db.write() as session:
        note(session, system(), "users.update", "user", "u1", {"password": "geheim", "name": "王"})
    for statement in (update(AuditEntry).values(action="nothing"), delete(AuditEntry)):
        with pytest.raises(DBAPIError, match="never changed"):
            async with db.write() as session:
                await session.execute(statement)
    async with db.read() as session:
        page = await entries(session, system(), AuditQuery(kind="user"))
        hidden = await entries(session, Principal("x", Role.SUPERVISOR, "root", "/root/"), AuditQuery())
    assert page.items[0].details == {"password": "•••", "name": "王"}
    assert hidden.total == 0


async def test_an_instant_needs_a_zone(db: Database) -> None:
    entry = AuditEntry(
        id=new_id(),
        at=utcnow().replace(tzinfo=None),
        username="",
        address="",
        action="",
        kind="",
        subject="",
        details={},
    )
    with pytest.raises(StatementError, match="without a zone"):
        async with db.write() as session:
            session.add(entry)


def test_other_databases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="postgresql"):
        Database("postgresql+asyncpg://localhost/x")


async def test_processes_that_make_the_file_together_all_get_in(tmp_path: Path) -> None:
    for turn in range(12):
        databases = [Database(f"sqlite+aiosqlite:///{tmp_path / f'{turn}.db'}") for _ in range(6)]

        async def enter(database: Database) -> None:
            async with database.write() as session:
                await session.execute(text("CREATE TABLE IF NOT EXISTS place (id INTEGER)"))

        await asyncio.gather(*map(enter, databases))
        for database in databases:
            await database.close()
