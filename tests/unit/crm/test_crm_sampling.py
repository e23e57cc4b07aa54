"""Whom to visit, drawn over all there are; and conditions in SQL."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import String as Text
from sqlalchemy import insert, literal, select

from crm.access import Principal
from crm.base import utcnow
from crm.customers.models import Customer, CustomerPhone
from crm.documents.models import Document
from crm.fields.conditions import holds
from crm.sampling import rank_of
from crm.visits.candidates import draw
from crm.visits.conditions import as_sql
from crm.visits.schemas import Rule
from server.database import Database

MANY = 51_000


async def fill(db: Database, many: int, **last: Any) -> list[str]:
    """So many customers with a phone; the last of them is as `last` says."""
    now = utcnow()
    ids = [f"01{place:024d}" for place in range(many)]
    customers: Any = Customer.__table__
    phones: Any = CustomerPhone.__table__
    texts = dict.fromkeys(("category", "level", "source", "region_zh"), "")
    rest = {"unit_id": "root", "kind": "person", "created_at": now, "updated_at": now, "version": 1} | texts
    rest |= {"addresses": [], "tags": [], "fields": {}, "provisional": False}
    rows = [rest | {"id": one, "number": str(place), "name": f"客户{place}"} for place, one in enumerate(ids)]
    rows[-1] |= last
    numbers = [
        {"id": one, "customer_id": one, "number": f"+8613{place:09d}", "label": "", "position": 0}
        for place, one in enumerate(ids)
    ]

    def store(connection: Any) -> None:
        for start in range(0, many, 5_000):
            connection.execute(insert(customers), rows[start : start + 5_000])
            connection.execute(insert(phones), numbers[start : start + 5_000])

    await db.store(store)
    return ids


async def drawn(db: Database, who: Principal, most: int = 10_000, **rule: Any) -> Any:
    async with db.read() as session:
        return await draw(session, who, Rule.model_validate({"source": "customers", **rule}), utcnow(), "s", most)


async def test_everybody_can_be_drawn_however_many_there_are(db: Database, nobody: Principal) -> None:
    ids = await fill(db, MANY, category="member")
    found = await drawn(db, nobody, where={"field": "category", "is": "eq", "value": "member"})
    assert [one.id for one in found.chosen] == ids[-1:]
    assert (found.looked_at, found.fitting, dict(found.left_out)) == (MANY, 1, {"condition": MANY - 1})
    found = await drawn(db, nobody, size=20)
    assert [one.id for one in found.chosen] == sorted(ids, key=lambda one: rank_of("s", one))[:20]
    assert (found.fitting, found.chosen[0].phone[:5]) == (MANY, "+8613")


async def test_shares_are_of_those_who_fit_and_a_batch_has_an_end(db: Database, nobody: Principal) -> None:
    await fill(db, 40)
    assert len((await drawn(db, nobody, share=25)).chosen) == 10
    assert len((await drawn(db, nobody, most=7)).chosen) == 7


async def test_of_a_customers_tickets_the_last_closed_one_counts(db: Database, nobody: Principal) -> None:
    (customer,) = await fill(db, 1, level="gold")
    now = utcnow()
    async with db.write() as session:
        for place, closed in enumerate((now.replace(year=2024), now.replace(year=2025), None)):
            row = Document(id=f"t{place}", number=str(place), unit_id="root", type="repair", title="x")
            row.status = "done" if closed else "pending"
            row.customer_id, row.closed_at, row.created_at, row.updated_at = customer, closed, now, now
            session.add(row)
    where = {
        "all": [{"field": "level", "is": "eq", "value": "gold"}, {"field": "type", "is": "in", "value": ["repair"]}]
    }
    found = await drawn(db, nobody, source="tickets", where=where)
    assert [(one.id, one.phone) for one in found.chosen] == [("t1", "+8613000000000")]
    assert (found.looked_at, dict(found.left_out)) == (2, {"same_customer": 1})
    early = await drawn(db, nobody, source="tickets", closed_to=f"{now.year - 1}-01-01T00:00:00Z")
    assert early.looked_at == (1 if now.year == 2026 else early.looked_at)


@pytest.mark.parametrize("have", ["gold", "Goldener", "", None, "50%"])
@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"field": "x", "is": "eq", "value": "gold"},
        {"field": "x", "is": "ne", "value": "gold"},
        {"field": "x", "is": "in", "value": ["silver", "gold"]},
        {"field": "x", "is": "contains", "value": "gold"},
        {"field": "x", "is": "contains", "value": "%"},
        {"field": "x", "is": "empty"},
        {"field": "x", "is": "filled"},
        {"not": {"field": "x", "is": "eq", "value": "gold"}},
        {"any": [{"field": "x", "is": "empty"}, {"field": "x", "is": "eq", "value": "gold"}]},
        {"all": [{"field": "x", "is": "filled"}, {"field": "x", "is": "ne", "value": "gold"}]},
    ],
)
async def test_conditions_are_the_same_in_sql(db: Database, condition: Any, have: str | None) -> None:
    table = select(literal(have, Text()).label("x")).subquery()
    async with db.read() as session:
        rows = list(await session.execute(select(table).where(as_sql(condition, {"x": table.c.x}))))
    assert bool(rows) == holds(condition, {"x": have})
