"""Values of administrators' fields that are customers: of documents, of other customers, of wrap-up forms. They follow
a merge, and keep a customer from being removed.

Plain SQL: the index of values finds them, the JSON of their owner is the truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from crm.calls.forms import OWNER as CALL
from crm.calls.models import Call
from crm.customers.definitions import OWNER as CUSTOMER
from crm.customers.models import Customer
from crm.documents.models import Document
from crm.fields.defined import SOURCES, codes
from crm.fields.models import FieldValue

Value = dict[str, str]
"""`owner_kind`, `owner_id` and `field`."""
_values: Any = FieldValue.__table__
_OWNERS: dict[str, tuple[Any, str]] = {
    "document": (Document.__table__, "fields"),
    CUSTOMER: (Customer.__table__, "fields"),
    CALL: (Call.__table__, "form"),
}
"""Owner kind → its table, and the column of its values."""


def referred_in_fields(connection: Connection, customers: Sequence[str]) -> dict[str, int]:
    """Those of them that are the value of a field → of how many."""
    if (fields := _fields(connection)) is None:
        return {}
    query = select(_values.c.text, func.count()).where(fields, _values.c.text.in_(customers))
    return {row[0]: int(row[1]) for row in connection.execute(query.group_by(_values.c.text))}


def point_elsewhere(connection: Connection, old: str, new: str) -> list[Value]:
    """Fields that hold the customer `old` hold `new`, but for those of the two themselves; → which."""
    if (fields := _fields(connection)) is None:
        return []
    keys = (_values.c.owner_kind, _values.c.owner_id, _values.c.field)
    own = and_(_values.c.owner_kind == CUSTOMER, _values.c.owner_id.in_([old, new]))
    found = connection.execute(select(*keys).where(fields, _values.c.text == old, ~own)).mappings().all()
    return [dict(one) for one in found if _put(connection, dict(one), old, new)]


def point_back(connection: Connection, values: Iterable[Value], old: str, new: str) -> None:
    """Undo `point_elsewhere`, where nobody has changed the value since."""
    for one in values:
        _put(connection, one, new, old)


def _put(connection: Connection, one: Value, before: str, after: str) -> bool:
    table, column = _OWNERS[one["owner_kind"]]
    held = connection.scalar(select(table.c[column]).where(table.c.id == one["owner_id"])) or {}
    if held.get(one["field"]) != before:
        return False
    values = {**held, one["field"]: after}
    connection.execute(update(table).where(table.c.id == one["owner_id"]).values({column: values}))
    here = and_(*(_values.c[name] == value for name, value in one.items()))
    connection.execute(update(_values).where(here).values(text=after))
    return True


def _fields(connection: Connection) -> Any:
    """SQL condition on the index: fields whose values are customers; None when there is no such field."""
    found = {
        (kind, code)
        for kind, query in SOURCES
        for raw in connection.scalars(query)
        for code in codes(raw, _is_customer)
    }
    if not found:
        return None
    return or_(*(and_(_values.c.owner_kind == kind, _values.c.field == code) for kind, code in sorted(found)))


def _is_customer(field: Mapping[str, Any]) -> bool:
    return field.get("kind") == "customer" and "label" in field
