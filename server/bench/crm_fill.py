"""Fill a private database with customers as fast as it goes: what is measured comes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert, text

from crm.base import new_id
from crm.counters import Counter
from crm.customers.models import Customer, CustomerPhone
from crm.customers.numbers import FIRST_NUMBER
from crm.customers.searching import KIND, SOURCE
from crm.organisation.models import Unit
from crm.phones import local
from crm.search.entries import Entry, pieces
from crm.search.index import first, insert_new, places, sequence
from crm.search.models import SearchEntry
from crm.search.rebuild import finish
from server.bench.crm_people import people
from server.database import Database

UNITS = ("north", "south", "east", "west")
AT_A_TIME = 10_000

_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__
_entries: Any = SearchEntry.__table__
_CUSTOMER = {
    "kind": "person", "contact": "", "sex": "", "level": "", "region_zh": "", "region_en": "", "note": "",
    "provisional": False, "version": 1,
}  # fmt: skip
_GIN = "CREATE INDEX ix_search_entries_words ON search_entries USING gin (words) WITH (gin_pending_list_limit = 256)"


async def fill(db: Database, count: int) -> None:
    """An organisation of four units and `count` customers, findable."""
    await db.migrate()
    async with db.write() as session:
        session.add(Unit(id="root", parent_id=None, path="/root/", name_zh="总部", name_en="Head office"))
        await session.flush()
        session.add_all(Unit(id=u, parent_id="root", path=f"/root/{u}/", name_zh=u, name_en=u) for u in UNITS)
        session.add(Counter(name="customers", value=FIRST_NUMBER + count - 1))
    if not db.sqlite:
        await db.store(lambda connection: connection.execute(text("DROP INDEX ix_search_entries_words")))
    made = people(count, UNITS)
    done = 0
    while rows := list(islice(made, AT_A_TIME)):
        await db.store(lambda connection, rows=rows: _write(connection, rows))  # type: ignore[misc]
        done += len(rows)
        print(f"\r  {done} of {count} customers", end="", flush=True)
    print("\r  building indexes" + " " * 20, end="\r", flush=True)
    await db.store(_settle)


def _settle(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        connection.execute(text(_GIN))
    connection.execute(text("ANALYZE"))
    finish(connection, SOURCE)


def _write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    customers = [{**_CUSTOMER, **{k: v for k, v in row.items() if k != "phones"}} for row in rows]
    phones = [
        {"id": new_id(), "customer_id": row["id"], "number": number, "label": "", "position": place}
        for row in rows
        for place, number in enumerate(row["phones"])
    ]
    entries = [_entry(row) for row in rows]
    if connection.dialect.name == "sqlite":
        connection.execute(insert(_customers), customers)
        connection.execute(insert(_phones), phones)
        insert_new(connection, entries)
        return
    copied(connection, "customers", customers)
    copied(connection, "customer_phones", phones)
    last = connection.scalar(text("SELECT coalesce(max(seq), 0) FROM search_entries")) or first(KIND)
    for seq, entry in enumerate(entries, int(last) + 1):
        found = pieces(KIND, entry["content"], entry["unit_id"], "") + places(KIND, seq)
        entry |= {"seq": seq, "words": " ".join(f"'{piece}'" for piece in found)}
    copied(connection, "search_entries", entries)
    connection.execute(
        text("SELECT setval(:sequence, (SELECT max(seq) FROM search_entries) - :first)"),
        {"sequence": sequence(KIND), "first": first(KIND)},
    )


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    codes = (row["number"], *(local(number) for number in row["phones"]))
    entry = Entry(KIND, row["id"], row["unit_id"], names=(row["name"],), texts=(row["address"],), codes=codes)
    return {
        "kind": KIND, "subject_id": row["id"], "unit_id": row["unit_id"], "people": "", "content": entry.content()
    }  # fmt: skip


def copied(connection: Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Rows that all have the same columns, into a table of PostgreSQL."""
    raw = connection.connection.driver_connection
    assert raw is not None
    columns = list(rows[0])
    with raw.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])
