"""Bare rows get their type's version and a step to stand at."""

from __future__ import annotations

import pytest
from documents_company import NOON, ZONE, here, populate
from sqlalchemy import insert, select

from crm.access import system
from crm.documents.adopt import adopt_rows
from crm.documents.models import Document
from crm.documents.shipped import ship
from crm.tickets.process import CLOSED, Status
from crm.tickets.schemas import TicketChange, TicketQuery
from crm.tickets.service import TicketService
from server.database import Database
from server.seed import document_types
from server.settings import SOURCE


async def test_rows_stand_where_they_are_said_to(db: Database) -> None:
    office = await populate(db)
    async with db.write() as session:
        await ship(session, system(), document_types(SOURCE))
        places = {"ship": "handling", "returned": "done", "voided": "cancelled", "": "cancelled"}
        rows = [
            {
                "id": f"d{place:025d}", "number": str(place), "unit_id": "north", "type": "order", "status": status,
                "title": node, "created_at": NOON, "updated_at": NOON,
            }
            for place, (node, status) in enumerate(places.items())
        ]  # fmt: skip
        await session.execute(insert(Document), rows)
        assert await adopt_rows(session, system(), {row["id"]: row["title"] for row in rows if row["title"]}) == 4
    async with db.read() as session:
        found = {row.title: row for row in await session.scalars(select(Document))}
    assert [found[node].position["ended"] for node in places] == [None, "returned", "voided", "voided"]
    assert [found[node].family for node in places] == ["order"] * 4
    sent = await office.act("li", found["ship"], "failed", remark="缺货")
    assert here(sent) == ["abnormal"]


@pytest.mark.parametrize("kind", ["repair", "tip_off", "after_sales"])
async def test_rows_of_every_status_can_go_on(db: Database, kind: str) -> None:
    await populate(db)
    async with db.write() as session:
        await ship(session, system(), document_types(SOURCE))
        rows = [
            {
                "id": f"d{place:025d}", "number": str(place), "unit_id": "north", "type": kind, "status": status.value,
                "title": status.value, "assignee_id": "wang", "created_at": NOON, "updated_at": NOON,
            }
            for place, status in enumerate(Status)
        ]  # fmt: skip
        await session.execute(insert(Document), rows)
        assert await adopt_rows(session, system()) == len(Status)
        assert await adopt_rows(session, system()) == 0
    async with db.write() as session:
        service = TicketService(session, system(), zone=ZONE)
        for row in (await service.find(TicketQuery())).items:
            assert (row.status in CLOSED) == (Status(row.title) in CLOSED)
            detail = await service.get(row.id)
            if detail.next:
                change = TicketChange(version=row.version, status=detail.next[0], remark="接着办")
                moved = await service.update(row.id, change)
                assert moved.status is detail.next[0]
            else:
                assert row.status in CLOSED
