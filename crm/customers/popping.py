"""What a screen-pop shows of a customer's own fields and products. Plain SQL: it runs per call."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from crm.customers.definitions import applicable, customer_fields_now
from crm.customers.models import CustomerProduct
from crm.customers.values import around
from crm.dictionaries.models import DictionaryEntry
from crm.fields.clean import visible_only
from crm.fields.definitions import FieldDefinition, FieldOption
from crm.fields.spelled import written

PRODUCTS = 5
_products: Any = CustomerProduct.__table__
_entries: Any = DictionaryEntry.__table__


def pop_fields(connection: Connection, row: Any) -> list[dict[str, Any]]:
    """Fields to be shown in the pop that he has a value of: `[{code, kind, label, value, zh, en}]`, `zh` and `en` being
    the value in words. `row` has the customer's columns."""
    if not row.fields:
        return []
    mine = applicable(customer_fields_now(connection), row.kind, row.category)
    values = visible_only(mine, {one.code: row.fields[one.code] for one in mine if one.code in row.fields}, around(row))
    shown: list[FieldDefinition] = [one for one in mine if "pop" in one.show and one.code in values]
    options = _options(connection, {one.dictionary for one in shown if one.dictionary})
    found = []
    for one in shown:
        named = one.model_copy(update={"options": options.get(one.dictionary, ())}) if one.dictionary else one
        found.append(
            {
                "code": one.code,
                "kind": one.kind,
                "label": one.label.model_dump(),
                "value": values[one.code],
                "zh": written(named, values[one.code], "zh"),
                "en": written(named, values[one.code], "en"),
            }
        )
    return found


def pop_products(connection: Connection, customer_id: str) -> list[dict[str, Any]]:
    """The newest few that he owns."""
    rows = connection.execute(
        select(_products)
        .where(_products.c.customer_id == customer_id)
        .order_by(_products.c.bought_on.desc().nulls_last(), _products.c.id.desc())
        .limit(PRODUCTS)
    )
    return [
        {
            "id": row.id,
            "serial": row.serial,
            "model": row.model,
            "name": row.name,
            "bought_on": row.bought_on.isoformat() if row.bought_on else None,
            "warranty_until": row.warranty_until.isoformat() if row.warranty_until else None,
        }
        for row in rows
    ]


def _options(connection: Connection, dictionaries: set[str]) -> dict[str, tuple[FieldOption, ...]]:
    if not dictionaries:
        return {}
    options: dict[str, tuple[FieldOption, ...]] = {}
    for row in connection.execute(select(_entries).where(_entries.c.dictionary.in_(dictionaries))):
        option = FieldOption.model_construct(code=row.code, zh=row.name_zh, en=row.name_en, active=row.active)
        options[row.dictionary] = (*options.get(row.dictionary, ()), option)
    return options
