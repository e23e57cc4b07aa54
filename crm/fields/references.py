"""What values refer to: dictionaries' entries as options, and whether users, units and customers are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.customers.models import Customer, CustomerProduct
from crm.dictionaries.models import DictionaryEntry
from crm.documents.models import Document
from crm.documents.scope import seen
from crm.fields.definitions import FieldDefinition, FieldOption
from crm.fields.refusals import refuse
from crm.organisation.models import Unit
from crm.users.models import User


async def with_dictionaries(
    session: AsyncSession, definitions: Iterable[FieldDefinition]
) -> tuple[FieldDefinition, ...]:
    """The definitions with their dictionaries' entries as options, so that `clean` can judge choices."""
    definitions = tuple(definitions)
    wanted = {definition.dictionary for definition in definitions if definition.dictionary}
    if not wanted:
        return definitions
    rows = await session.scalars(
        select(DictionaryEntry)
        .where(DictionaryEntry.dictionary.in_(wanted))
        .order_by(DictionaryEntry.position, DictionaryEntry.code)
    )
    options: dict[str, list[FieldOption]] = {name: [] for name in wanted}
    for row in rows:
        option = FieldOption.model_construct(code=row.code, zh=row.name_zh, en=row.name_en, active=row.active)
        options[row.dictionary].append(option)
    return tuple(
        one.model_copy(update={"options": tuple(options[one.dictionary])}) if one.dictionary else one
        for one in definitions
    )


async def check_references(
    session: AsyncSession,
    who: Principal,
    definitions: Sequence[FieldDefinition],
    values: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Raise Invalid when a value that is new points to a user, unit, customer, document or product that is not there,
    or not the asker's to see. What stays as it was is not looked at. Files are adopted by their owner
    (crm.attachments)."""
    had = before or {}
    for definition in definitions:
        value = values.get(definition.code)
        query = _REFERRED.get(definition.kind)
        if query is None or value is None or value == had.get(definition.code):
            continue
        column, condition = query
        found = select(column).where(column == value, condition(who))
        if await session.scalar(found) is None:
            raise refuse(definition, f"there is no {definition.kind} {value}", f"所指的对象不存在（{value}）")


def _seen_customers(who: Principal) -> ColumnElement[bool]:
    own = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
    return visible(who, "customers.read", unit=Customer.unit_id, own=own)


def _active_users(_who: Principal) -> ColumnElement[bool]:
    return User.disabled.is_(False)


def _any_unit(_who: Principal) -> ColumnElement[bool]:
    return Unit.id.is_not(None)


def _seen_documents(who: Principal) -> ColumnElement[bool]:
    return or_(seen(who), and_(Document.family == "ticket", seen(who, "tickets.read")))


def _seen_products(who: Principal) -> ColumnElement[bool]:
    return CustomerProduct.customer_id.in_(select(Customer.id).where(_seen_customers(who)))


_REFERRED: Mapping[str, Any] = {
    "user": (User.id, _active_users),
    "unit": (Unit.id, _any_unit),
    "customer": (Customer.id, _seen_customers),
    "document": (Document.id, _seen_documents),
    "product_owned": (CustomerProduct.id, _seen_products),
}
