"""Customer numbers: counted up, and past those that a file has brought along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from crm.counters import next_numbers
from crm.customers.models import Customer

FIRST_NUMBER = 10_000_001
"""Customer numbers count up from here: digits only, so that a caller can key his in."""

_customers: Any = Customer.__table__


def free_numbers(connection: Connection, count: int) -> list[str]:
    """So many numbers that nobody has, in order."""
    found: list[str] = []
    while missing := count - len(found):
        first = next_numbers(connection, "customers", missing, FIRST_NUMBER)
        numbers = [str(number) for number in range(first, first + missing)]
        used = set(connection.scalars(select(_customers.c.number).where(_customers.c.number.in_(numbers))))
        found += [number for number in numbers if number not in used]
    return found
