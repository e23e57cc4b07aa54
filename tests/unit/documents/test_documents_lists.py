"""Lists and boards: the same rows whichever way they are looked for, and an index for each order that is offered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event, select, text

from crm.access import Grant, Principal, Role, Scope
from crm.documents import lists, scope
from crm.documents.board import board_of
from crm.documents.board_schemas import BoardQuery
from crm.documents.context import Work
from crm.documents.models import Document, DocumentStep, DocumentWatcher
from crm.documents.schemas import Act, DocumentQuery
from crm.documents.service import DocumentService
from crm.tickets.schemas import TicketQuery
from crm.tickets.service import TicketService
from server.database import Database
from tests.unit.documents.documents_company import NOON, PATHS, USERS, ZONE, Office, populate, who
from tests.unit.documents.documents_kit import end, raw_type, task

IN_POOL = {"by": "unit", "unit": "south"}
TYPE = raw_type(task("do", "on>check"), task("check", "finish>done", handler=IN_POOL), end())
SECRET = raw_type(task("do", "finish>done"), end(), code="secret", confidential={"roles": ["quality"]})
REPAIR = raw_type(task("do", "finish>done"), end(), code="repair", family="ticket")


@pytest.fixture
async def office(db: Database) -> Office:
    """Documents of all units, entered, handled, handed on, watched, waiting in a pool, secret and closed."""
    office = await populate(db)
    for each in (TYPE, SECRET, REPAIR):
        await office.publish(each)
    for name in USERS:
        if name == "audit":
            continue
        for kind in ("sample", "secret", "repair"):
            made = await office.create(name, type=kind, title=f"{name} {kind}")
            if kind == "sample":
                further = await office.create(name, title=f"{name} further")
                await office.act(name, further, "on")
                async with office.db.write() as session:
                    session.add(DocumentWatcher(document_id=made.id, user_id="zhao" if name == "wang" else "li"))
    closed = await office.create("wang", type="repair", title="closed")
    async with office.service("wang") as service:
        await service.act(closed.id, Act(outcome="finish"))
    return office


def asker(name: str, given: Grant) -> Principal:
    role, unit, _ = USERS[name]
    rights = dict.fromkeys(("documents.read", "tickets.read", "customers.read"), given)
    return Principal(name, Role(role), unit, PATHS.get(unit, f"/root/{unit}/"), granted=rights)


ASKERS = [who(name) for name in USERS if name != "audit"] + [
    asker(name, given)
    for name in ("wang", "li", "zhao")
    for given in (Grant(Scope.OWN), Grant(Scope.UNIT), Grant(Scope.OWN, frozenset({"south"})), Grant(Scope.NONE))
]


async def shown(db: Database, asker: Principal, **asked: Any) -> list[str]:
    async with db.read() as session:
        service = DocumentService(Work(session, asker, ZONE, now=NOON))
        page = await service.find(DocumentQuery.model_validate(asked))
    return [row.title for row in page.items]


async def everything(db: Database, asker: Principal, *conditions: Any) -> list[str]:
    """The slow way: every document is asked about."""
    async with db.read() as session:
        rows = select(Document.title).where(scope.seen(asker), *conditions)
        return list(await session.scalars(rows.order_by(Document.created_at.desc(), Document.id.desc())))


@pytest.mark.parametrize("few", [0, 2_000])
async def test_a_list_shows_what_may_be_seen_however_it_is_gathered(
    office: Office, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(scope, "FEW", few)
    seen = set()
    for one in ASKERS:
        found = await shown(office.db, one)
        assert found == await everything(office.db, one), one
        seen.add(tuple(found))
    assert len(seen) > 8, "they see different things"


@pytest.mark.parametrize("few", [0, 2_000])
async def test_tickets_are_gathered_the_same_way(office: Office, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(scope, "FEW", few)
    for one in ASKERS:
        async with office.db.read() as session:
            page = await TicketService(session, one, zone=ZONE).find(TicketQuery())
            rows = select(Document.title).where(scope.seen(one, "tickets.read"), Document.family == "ticket")
            wanted = sorted(await session.scalars(rows))
        assert sorted(row.title for row in page.items) == wanted, one


@pytest.mark.parametrize("few", [0, 2_000])
async def test_documents_at_a_step_are_found_either_way(
    office: Office, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(lists, "GATHERED", few)
    for one in (who("chief"), who("zhao"), who("wang")):
        async with office.db.read() as session:
            steps = select(DocumentStep.document_id).where(DocumentStep.state == "active")
            at = {node: set(await session.scalars(steps.where(DocumentStep.node == node))) for node in ("do", "check")}
            board = await board_of(Work(session, one, ZONE, now=NOON), BoardQuery(type="sample"))
        cards = {column.code: [card.title for card in column.items] for column in board.columns}
        for node, ids in at.items():
            wanted = await everything(office.db, one, Document.id.in_(ids), Document.type == "sample")
            assert await shown(office.db, one, node=node, type="sample") == cards[node] == wanted, (one, node)
            assert wanted


ORDERS = {
    "created_at": ("ix_documents_created_at",),
    "updated_at": ("ix_documents_updated_at",),
    "due_at": ("ix_documents_due_at_id", "ix_documents_due_at_last"),
    "number": ("documents_number", "sqlite_autoindex_documents_2"),
}


async def plans(office: Office, **asked: Any) -> list[str]:
    """How the page is looked for. PostgreSQL is told that sorting costs much: small tables are sorted else."""
    statements: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if re.search(r"FROM documents\b", statement) and "ORDER BY documents" in statement:
            statements.append((statement, parameters))

    engine = office.db.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await office.find("chief", **asked)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    async with office.db.read() as session:
        connection = await session.connection()
        if office.db.sqlite:
            explained = [
                (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)).all()
                for sql, values in statements
            ]
            return [row[3] for rows in explained for row in rows]
        for switch in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            await connection.execute(text(f"SET LOCAL {switch} = off"))
        found = [(await connection.exec_driver_sql(f"EXPLAIN {sql}", values)).all() for sql, values in statements]
        return [row[0] for rows in found for row in rows]


@pytest.mark.parametrize("sort", [*ORDERS, *(f"-{one}" for one in ORDERS)])
async def test_every_order_of_a_list_is_that_of_an_index(office: Office, sort: str) -> None:
    used = "\n".join(await plans(office, sort=sort))
    assert any(name in used for name in ORDERS[sort.lstrip("-")]), used
    assert "B-TREE FOR ORDER BY" not in used
    assert "Sort  (" not in used.replace("Incremental Sort  (", "")


@pytest.mark.parametrize("sort", ["created_at", "-created_at", "updated_at", "-updated_at", "due_at"])
async def test_every_order_of_a_boards_column_is_that_of_an_index(office: Office, sort: str) -> None:
    name = f"ix_documents_status_{sort.lstrip('-')}"
    used = "\n".join(await plans(office, sort=sort, status="done"))
    assert name in used, used
    assert "B-TREE FOR ORDER BY" not in used
    assert "Sort  (" not in used.replace("Incremental Sort  (", "")


async def test_what_is_gathered_is_looked_up_before_what_all_have_in_common(office: Office) -> None:
    """SQLite would go through all that are done, or all of a type, to find his few."""
    if not office.db.sqlite:
        pytest.skip("PostgreSQL counts for itself")
    for asked in ({"type": "sample", "node": "check"}, {"type": "repair", "status": "done"}):
        used = await plans(office, list="todo", **asked)
        assert any("SEARCH documents USING INDEX sqlite_autoindex_documents_1 (id=?)" in line for line in used), used
        assert not any("ix_documents_status" in line or "ix_documents_type" in line for line in used), used
