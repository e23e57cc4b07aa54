"""What of a customer can be found: his names (by pinyin too), address, customer number, phones, and the serial numbers
and bar codes of his products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from crm.customers.models import Customer, CustomerPhone, CustomerProduct
from crm.phones import local
from crm.search.entries import Entry
from crm.search.sources import Source

KIND = "customer"
_AT_A_TIME = 500
_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__
_products: Any = CustomerProduct.__table__


def gather(connection: Connection, ids: Sequence[str]) -> Iterator[Entry]:
    for start in range(0, len(ids), _AT_A_TIME):
        yield from _gather(connection, ids[start : start + _AT_A_TIME])


def _gather(connection: Connection, ids: Sequence[str]) -> Iterator[Entry]:
    numbers: dict[str, list[str]] = {}
    query = select(_phones.c.customer_id, _phones.c.number).where(_phones.c.customer_id.in_(ids))
    for phone in connection.execute(query.order_by(_phones.c.position, _phones.c.id)):
        numbers.setdefault(phone.customer_id, []).append(phone.number)
    serials: dict[str, list[str]] = {}
    owned = select(_products.c.customer_id, _products.c.serial, _products.c.barcode)
    for product in connection.execute(owned.where(_products.c.customer_id.in_(ids)).order_by(_products.c.id)):
        serials.setdefault(product.customer_id, []).extend((product.serial, product.barcode))
    for row in connection.execute(select(_customers).where(_customers.c.id.in_(ids))):
        yield Entry(
            KIND,
            row.id,
            row.unit_id,
            names=(row.name, row.contact),
            texts=(row.address,),
            codes=(row.number, *(local(number) for number in numbers.get(row.id, ())), *serials.get(row.id, ())),
            people=tuple(user for user in (row.owner_id, row.created_by) if user),
        )


_FEEDS = {Customer: "id", CustomerPhone: "customer_id", CustomerProduct: "customer_id"}
SOURCE = Source(KIND, _FEEDS, gather, _customers.c.id)
