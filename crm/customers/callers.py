"""Customers behind callers' numbers, in bulk, for the storing of calls. Plain SQL on a connection: it runs per call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from crm.base import new_id, utcnow
from crm.customers.models import Customer, CustomerPhone
from crm.customers.numbers import free_numbers
from crm.customers.searching import SOURCE
from crm.phones import is_person, region_of
from crm.search.sources import refresh

_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__

_BEHIND = (
    select(_phones.c.number, _customers.c.id)
    .join(_customers, _customers.c.id == _phones.c.customer_id)
    .where(_phones.c.number.in_(bindparam("numbers", expanding=True)))
    .order_by(_customers.c.last_contact_at.asc().nulls_first(), _customers.c.id.desc())
)
_CONTACT = (
    update(_customers)
    .where(
        _customers.c.id == bindparam("customer"),
        or_(_customers.c.last_contact_at.is_(None), _customers.c.last_contact_at < bindparam("at")),
    )
    .values(last_contact_at=bindparam("at"))
)
_SERVED = (
    update(_customers)
    .where(
        _customers.c.id == bindparam("customer"),
        or_(_customers.c.last_served_at.is_(None), _customers.c.last_served_at <= bindparam("at")),
    )
    .values(last_served_at=bindparam("at"), last_agent_id=bindparam("served_by"))
)


def customers_of(connection: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """Number → its customer with the most recent contact; numbers without one, or nobody's, are absent."""
    wanted = {number for number in numbers if is_person(number)}
    if not wanted:
        return {}
    return {row[0]: row[1] for row in connection.execute(_BEHIND, {"numbers": list(wanted)})}


def make_provisional(connection: Connection, unit: str, numbers: Iterable[str]) -> dict[str, str]:
    """Provisional customers, in this order, for numbers that have none yet (see `customers_of`). → number → its id."""
    wanted = [number for number in dict.fromkeys(numbers) if is_person(number)]
    if not wanted:
        return {}
    numbers, now = free_numbers(connection, len(wanted)), utcnow()
    made = {number: new_id() for number in wanted}
    rows: list[dict[str, Any]] = []
    for place, number in enumerate(wanted):
        region = region_of(number)
        rows.append(
            {
                "id": made[number],
                "number": numbers[place],
                "unit_id": unit,
                "provisional": True,
                "source": "call",
                "region_zh": region.get("zh", ""),
                "region_en": region.get("en", ""),
                "created_at": now,
                "updated_at": now,
                "version": 1,
            }
        )
    connection.execute(insert(_customers), rows)
    phones = [{"id": new_id(), "customer_id": made[number], "number": number} for number in wanted]
    connection.execute(insert(_phones), phones)
    refresh(connection, SOURCE, made.values())
    return made


def note_contacts(connection: Connection, contacts: Sequence[tuple[str, datetime, str | None]]) -> None:
    """Contacts (customer, when, agent who served or None). An older contact does not replace a newer one, and none
    counts as a change of the customer's record: who edits it meanwhile is not disturbed."""
    rows: list[Mapping[str, Any]] = [{"customer": c, "at": at} for c, at, _ in contacts]
    if rows:
        connection.execute(_CONTACT, rows)
    served = [{"customer": c, "at": at, "served_by": agent} for c, at, agent in contacts if agent]
    if served:
        connection.execute(_SERVED, served)
