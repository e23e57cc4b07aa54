"""Administrators' fields of customers: defined for all or for some categories and kinds, saved as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, get_args

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.customers.models import CustomerField
from crm.dictionaries.models import Dictionary
from crm.errors import Conflict, InUse
from crm.fields.check import check_definitions
from crm.fields.definitions import FieldDefinition, dump_definitions, read_definitions
from crm.fields.models import FieldValue
from crm.fields.references import with_dictionaries
from crm.fields.refusals import wrong

OWNER = "customer"
TAG, HOUSEHOLD = "tag", "household"
"""Indexed beside administrators' fields, so no field may be called so."""
CustomerKind = Literal["person", "company", "dealer"]
Category = Annotated[str, StringConstraints(min_length=1, max_length=32)]

AROUND = read_definitions(
    [
        {
            "code": "kind",
            "kind": "choice",
            "label": {"zh": "客户类型", "en": "Kind"},
            "options": [{"code": kind, "zh": kind, "en": kind} for kind in get_args(CustomerKind)],
        },
        *(
            {
                "code": code,
                "kind": "choice",
                "label": {"zh": zh, "en": en},
                "dictionary": f"customer_{code}",
            }
            for code, zh, en in (
                ("category", "客户类别", "Category"),
                ("source", "客户来源", "Source"),
                ("level", "会员等级", "Level"),
            )
        ),
    ]
)
"""What conditions may look at besides: the record's own kind, category, source and level."""


class CustomerFieldRow(FieldDefinition):
    """A field, and whom it is for. Empty `categories` or `kinds`: for all."""

    categories: tuple[Category, ...] = Field((), max_length=50)
    kinds: tuple[CustomerKind, ...] = ()
    active: bool = True

    def applies(self, kind: str, category: str) -> bool:
        return (
            self.active
            and (not self.kinds or kind in self.kinds)
            and (not self.categories or category in self.categories)
        )


class CustomerFieldSet(BaseModel):
    """All fields in order. `version` changes with every change."""

    version: str
    fields: list[CustomerFieldRow]


class CustomerFieldsBody(BaseModel):
    """Replaces all fields. `version`: the one that this was made from; absent: whatever is there now."""

    model_config = ConfigDict(extra="forbid")

    version: str | None = Field(None, max_length=64)
    fields: list[CustomerFieldRow] = Field(max_length=100)


async def customer_fields(session: AsyncSession) -> tuple[CustomerFieldRow, ...]:
    """All of them, in order, dictionaries not looked up."""
    rows = await session.scalars(select(CustomerField).order_by(CustomerField.position, CustomerField.code))
    return tuple(_row(row) for row in rows)


def customer_fields_now(connection: Connection) -> tuple[CustomerFieldRow, ...]:
    """The same by plain SQL."""
    table: Any = CustomerField.__table__
    return tuple(_row(row) for row in connection.execute(select(table).order_by(table.c.position, table.c.code)))


async def choosable(session: AsyncSession) -> tuple[CustomerFieldRow, ...]:
    """All of them, with dictionaries' entries as options: ready for `clean`."""
    rows = await customer_fields(session)
    return tuple(row for row in await with_dictionaries(session, rows) if isinstance(row, CustomerFieldRow))


async def get_fields(session: AsyncSession) -> CustomerFieldSet:
    rows = await choosable(session)
    return CustomerFieldSet(version=_version(rows), fields=list(rows))


async def put_fields(session: AsyncSession, who: Principal, body: CustomerFieldsBody) -> CustomerFieldSet:
    """Raises Invalid with the place of what can never work, InUse for a field that has values and would go or become
    another kind, Conflict when somebody changed them since `body.version`."""
    before = {row.code: row for row in await customer_fields(session)}
    if body.version is not None and body.version != _version(tuple(before.values())):
        raise Conflict
    dictionaries = set(await session.scalars(select(Dictionary.id)))
    fields = [_without_looked_up(row) for row in body.fields]
    check_definitions(fields, around=AROUND, dictionaries=dictionaries)
    for number, row in enumerate(fields):
        if row.code in {TAG, HOUSEHOLD}:
            raise wrong(f"fields.{number}.code", f"{row.code} is taken", f"“{row.code}”为保留代码")
    kinds = {row.code: row.kind for row in fields}
    for code, old in before.items():
        if kinds.get(code) != old.kind:
            await _refuse_used(session, old)
    there = {row.code: row for row in await session.scalars(select(CustomerField))}
    for code, stored in there.items():
        if code not in kinds:
            await session.delete(stored)
    for place, row in enumerate(fields):
        stored = there.get(row.code) or CustomerField(code=row.code)
        stored.position, stored.active = place, row.active
        stored.categories, stored.kinds = list(row.categories), list(row.kinds)
        stored.definition = _definition(row)
        session.add(stored)
    await session.flush()
    note(session, who, "customer_fields.update", "customer_fields", "", {"fields": [row.code for row in fields]})
    return await get_fields(session)


def applicable(fields: Iterable[CustomerFieldRow], kind: str, category: str) -> tuple[CustomerFieldRow, ...]:
    return tuple(row for row in fields if row.applies(kind, category))


async def _refuse_used(session: AsyncSession, row: CustomerFieldRow) -> None:
    query = select(func.count(func.distinct(FieldValue.owner_id)))
    count = await session.scalar(query.where(FieldValue.owner_kind == OWNER, FieldValue.field == row.code))
    if count:
        raise InUse(
            f"{count} customers have a value of {row.code}: make it inactive instead",
            message_zh=f"已有 {count} 个客户填写了“{row.label.zh}”，不能删除或改变类型，可改为停用",
        )


def _row(stored: Any) -> CustomerFieldRow:
    return CustomerFieldRow.model_validate(
        {**stored.definition, "categories": stored.categories, "kinds": stored.kinds, "active": stored.active}
    )


def _definition(row: CustomerFieldRow) -> dict[str, object]:
    [raw] = dump_definitions([row])
    return {name: value for name, value in raw.items() if name in FieldDefinition.model_fields}


def _without_looked_up(row: CustomerFieldRow) -> CustomerFieldRow:
    """Options that came out of a dictionary when the set was read are not sent back as options of its own."""
    return row.model_copy(update={"options": ()}) if row.dictionary else row


def _version(rows: Sequence[CustomerFieldRow]) -> str:
    plain = [_without_looked_up(row).model_dump(mode="json") for row in rows]
    return hashlib.sha256(orjson.dumps(plain)).hexdigest()[:16]
