"""A customer's own fields, tags and addresses on their way into his record, and into the index of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.definitions import HOUSEHOLD, OWNER, TAG, CustomerFieldRow, applicable, choosable, customer_fields
from crm.customers.models import Customer
from crm.errors import Invalid
from crm.fields.clean import clean
from crm.fields.definitions import FieldDefinition, read_definitions
from crm.fields.index import reindex_now
from crm.fields.references import check_references

INDEXED = read_definitions(
    [
        {"code": code, "kind": "choices", "label": {"zh": code, "en": code}, "dictionary": code}
        for code in (TAG, HOUSEHOLD)
    ]
)
"""Lists of a customer that are found like fields: his tags, and the 户号 of his addresses."""


async def clean_fields(
    session: AsyncSession,
    who: Principal,
    customer: Customer,
    given: Mapping[str, Any],
    *,
    new: bool,
    area_code: str,
) -> dict[str, Any]:
    """The values to store. Those of fields that are not for this kind and category stay as they are, unseen."""
    fields = await choosable(session)
    mine = applicable(fields, customer.kind, customer.category)
    codes = {row.code for row in mine}
    before = customer.fields or {}
    for code in given:
        if code not in codes and any(row.code == code for row in fields):
            raise Invalid(
                f"{code} is not for customers of this kind and category",
                field=f"fields.{code}",
                message_zh=f"该类客户没有字段“{code}”",
            )
    had = {code: value for code, value in before.items() if code in codes}
    values = clean(
        mine,
        given,
        before=None if new else had,
        partial=not new,
        around=around(customer),
        area_code=area_code,
    )
    await check_references(session, who, mine, values, before=had)
    return {code: value for code, value in before.items() if code not in codes} | values


def around(customer: Any) -> dict[str, Any]:
    """What conditions of fields may look at besides the fields (definitions.AROUND)."""
    return {name: getattr(customer, name) for name in ("kind", "category", "source", "level")}


async def index_customer(session: AsyncSession, customer: Customer) -> None:
    """After each write of fields, tags or addresses."""
    await session.flush()
    fields = await customer_fields(session)
    connection = await session.connection()
    await connection.run_sync(index_now, {customer.id: indexed(customer)}, fields)


def indexed(customer: Any) -> dict[str, Any]:
    """What the index has of him: his fields, tags, and 户号. Takes a record or a row."""
    households = [one["household"] for one in customer.addresses or [] if one.get("household")]
    return {**(customer.fields or {}), TAG: list(customer.tags or []), HOUSEHOLD: list(dict.fromkeys(households))}


def index_now(
    connection: Connection, owners: Mapping[str, Mapping[str, Any]], fields: Sequence[CustomerFieldRow]
) -> None:
    """The same in bulk: customer's id → what `indexed` says of him."""
    reindex_now(connection, OWNER, owners, all_indexed(fields))


def all_indexed(fields: Sequence[CustomerFieldRow]) -> tuple[FieldDefinition, ...]:
    return (*fields, *INDEXED)
