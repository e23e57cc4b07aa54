"""What of a customer can be found: his names (by pinyin too), address, customer number and phones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from crm.customers.models import Customer, CustomerPhone
from crm.phones import local
from crm.search.entries import Entry
from crm.search.sources import Source

KIND = "customer"
_AT_A_TIME = 500
_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__


def gather(connection: Connection, ids: Sequence[str]) -> Iterator[Entry]:
    for start in range(0, len(ids), _AT_A_TIME):
        yield from _gather(connection, ids[start : start + _AT_A_TIME])


def _gather(connection: Connection, ids: Sequence[str]) -> Iterator[Entry]:
    numbers: dict[str, list[str]] = {}
    query = select(_phones.c.customer_id, _phones.c.number).where(_phones.c.customer_id.in_(ids))
    for phone in connection.execute(query.order_by(_phones.c.position, _phones.c.id)):
        numbers.setdefault(phone.customer_id, []).append(phone.number)
    for row in connection.execute(select(_customers).where(_customers.c.id.in_(ids))):
        yield Entry(
            KIND,
            row.id,
            row.unit_id,
            names=(row.name, row.contact),
            texts=(row.address,),
            codes=(row.number, *(local(number) for number in numbers.get(row.id, ()))),
            people=tuple(user for user in (row.owner_id, row.created_by) if user),
        )


SOURCE = Source(KIND, {Customer: "id", CustomerPhone: "customer_id"}, gather, _customers.c.id)
