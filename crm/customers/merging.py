"""Merging two records of one customer (合并), and undoing it: within UNDO_DAYS everything is as it was before.

The kept record takes over all that refers to the other one, its phones, addresses and tags, and the values that were
chosen; where it has none itself, it takes the other's. The other row is removed and remembered whole. What happened
since stays with the kept one when it is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import new_id, utcnow
from crm.customers.definitions import CustomerFieldRow, customer_fields
from crm.customers.field_values import point_back, point_elsewhere
from crm.customers.history import remember
from crm.customers.models import Customer, CustomerMerge, CustomerPhone
from crm.customers.moving import Row, move, move_back, pack, unpack
from crm.customers.numbers import free_numbers
from crm.customers.repository import CustomerRepository
from crm.customers.schemas import UserId
from crm.customers.searching import SOURCE
from crm.customers.telling import tell_merged
from crm.customers.values import index_now, indexed
from crm.errors import Conflict, Invalid, NotFound
from crm.organisation.models import Unit
from crm.search.sources import refresh
from telephony.errors import NotPossible

UNDO_DAYS = 30
LATE = timedelta(hours=1)
"""So long after a merge rows may still turn up that were begun before it."""
_customers: Any = Customer.__table__
_phones: Any = CustomerPhone.__table__
TEXTS = ("name", "contact", "sex", "source", "category", "level", "language", "address", "note", "owner_id")
CHOOSABLE = frozenset({*TEXTS, "kind", "region"})
REGION = ("region_code", "region_zh", "region_en")


class MergeBody(BaseModel):
    """`gone` is merged into the customer of the address. `take`: names of values that are the other's (kind, name,
    contact, sex, source, category, level, language, address, region, note, owner_id, `fields.CODE`). `version`: of the
    customer who is kept, as the choice was made from; `gone_version`: of the other."""

    model_config = ConfigDict(strict=True, extra="forbid")

    gone: UserId
    take: list[str] = Field(default_factory=list, max_length=120)
    version: int | None = None
    gone_version: int | None = None


class MergeRow(BaseModel):
    """`gone_name`: as it was when they were merged. `undo_until`: it can be undone until then; null when it cannot any
    more."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kept_id: str
    gone_id: str
    gone_number: str
    gone_name: str = ""
    merged_at: datetime
    merged_by: str | None
    undone_at: datetime | None
    undone_by: str | None
    undo_until: datetime | None = None


async def merge(session: AsyncSession, who: Principal, kept_id: str, body: MergeBody) -> MergeRow:
    """Raises Conflict when one of them was changed since its version, Invalid for what cannot be chosen."""
    customers = CustomerRepository(session, who, "customers.merge")
    await _lock(session, kept_id, body.gone)
    kept = await customers.get(kept_id)
    gone = await customers.get(body.gone)
    if kept.id == gone.id:
        raise Invalid("a customer is not merged with himself", field="gone", message_zh="不能与自身合并")
    if kept.erased_at or gone.erased_at:
        raise NotPossible("one of them is erased", message_zh="个人信息已清除的客户不能合并")
    for one, version in ((kept, body.version), (gone, body.gone_version)):
        if version is not None and one.version != version:
            raise Conflict
    fields = await customer_fields(session)
    known = CHOOSABLE | {f"fields.{field.code}" for field in fields}
    for place, name in enumerate(body.take):
        if name not in known:
            raise Invalid(f"{name} cannot be chosen", field=f"take.{place}", message_zh=f"不能选择“{name}”")
    connection = await session.connection()
    number, unit = gone.number, gone.unit_id
    await session.flush()
    before, changes = await connection.run_sync(_merge, kept.id, gone.id, frozenset(body.take), fields)
    session.expire_all()
    row = CustomerMerge(
        id=new_id(),
        kept_id=kept_id,
        gone_id=body.gone,
        gone_number=number,
        gone_unit_id=unit,
        before=before,
        merged_at=utcnow(),
        merged_by=who.user,
    )
    session.add(row)
    await session.flush()
    remember(session, who, kept_id, "merge", {"merged": [None, number], **changes})
    tell_merged(session, who, kept_id, body.gone, number)
    await session.flush()
    return _shown(row)


async def merges(session: AsyncSession, who: Principal, customer_id: str) -> list[MergeRow]:
    """Who was merged into him, newest first."""
    await CustomerRepository(session, who).get(customer_id)
    query = select(CustomerMerge).where(CustomerMerge.kept_id == customer_id)
    return [_shown(row) for row in await session.scalars(query.order_by(CustomerMerge.id.desc()))]


async def undo(session: AsyncSession, who: Principal, customer_id: str, merge_id: str) -> MergeRow:
    """NotPossible when it is too late, undone already, or a later merge of his stands."""
    await _lock(session, customer_id)
    await CustomerRepository(session, who, "customers.merge").get(customer_id)
    row = await session.get(CustomerMerge, merge_id, with_for_update=True)
    if row is None or row.kept_id != customer_id:
        raise NotFound(f"the customer has no merge {merge_id}")
    if row.undone_at is not None or _shown(row).undo_until is None:
        raise NotPossible("it is too late to undo this merge", message_zh=f"合并已撤销，或已超过 {UNDO_DAYS} 天")
    later = select(CustomerMerge.id).where(
        CustomerMerge.kept_id == customer_id, CustomerMerge.id > merge_id, CustomerMerge.undone_at.is_(None)
    )
    if await session.scalar(later.limit(1)) is not None:
        raise NotPossible("undo the later merge of this customer first", message_zh="请先撤销该客户之后的合并")
    fields = await customer_fields(session)
    unit = row.gone_unit_id if await session.get(Unit, row.gone_unit_id) is not None else who.unit
    connection = await session.connection()
    given = await connection.run_sync(_undo, row.before, row.gone_id, customer_id, unit, fields)
    number, gone = row.gone_number, row.gone_id
    session.expire_all()
    row = await session.get_one(CustomerMerge, merge_id)
    row.undone_at, row.undone_by = utcnow(), who.user
    remember(session, who, customer_id, "unmerge", {"merged": [number, None]})
    if given != number:
        remember(session, who, gone, "unmerge", {"number": [number, given]})
    tell_merged(session, who, customer_id, row.gone_id, number, undone=True)
    await session.flush()
    return _shown(row)


async def latecomers(session: AsyncSession, now: datetime) -> int:
    """What others were just writing for a customer while he was merged into another one comes over too, and goes back
    with the rest when that is undone. → how many rows."""
    recent = CustomerMerge.merged_at > now - LATE, CustomerMerge.undone_at.is_(None)
    connection, found = await session.connection(), 0
    for row in await session.scalars(select(CustomerMerge).where(*recent).order_by(CustomerMerge.id).with_for_update()):
        moved, dropped = await connection.run_sync(move, row.gone_id, row.kept_id)
        if moved or dropped:
            before = row.before
            row.before = {
                **before,
                "moved": [*before.get("moved", ()), *moved],
                "dropped": [*before.get("dropped", ()), *dropped],
            }
        found += len(moved) + len(dropped)
    await session.flush()
    return found


async def _lock(session: AsyncSession, *ids: str) -> None:
    """Nobody else changes these customers before this transaction is over. Always in one order, so that two merges
    never wait in a ring; what the session knew of them is read anew."""
    query = select(Customer).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()
    await session.execute(query.execution_options(populate_existing=True))


def _merge(
    connection: Connection, kept: str, gone: str, take: frozenset[str], fields: tuple[CustomerFieldRow, ...]
) -> tuple[Row, Row]:
    """→ what undoing needs, and the changes of the kept record."""
    ours, theirs = _row(connection, kept), _row(connection, gone)
    last = connection.scalar(
        select(_phones.c.position).where(_phones.c.customer_id == kept).order_by(_phones.c.position.desc()).limit(1)
    )
    moved, dropped = move(connection, gone, kept)
    for place, note in enumerate(one for one in moved if one["table"] == "customer_phones"):
        where = _phones.c.id == note["key"]["id"]
        connection.execute(update(_phones).where(where).values(position=(last or 0) + 1 + place))
    pointed = point_elsewhere(connection, gone, kept)
    after = merged(ours, theirs, take)
    after["fields"] = {code: value for code, value in after["fields"].items() if value not in (kept, gone)}
    changes = {name: [ours[name], value] for name, value in after.items() if ours[name] != value}
    connection.execute(delete(_customers).where(_customers.c.id == gone))
    _write(connection, kept, {name: value for name, (_, value) in changes.items()})
    index_now(connection, {kept: indexed(_Record(ours | after)), gone: {}}, fields)
    refresh(connection, SOURCE, [kept, gone])
    packed = {name: [pack({"": one})[""] for one in pair] for name, pair in changes.items()}
    before = {"gone": pack(theirs), "changes": packed, "moved": moved, "dropped": dropped, "pointed": pointed}
    return before, packed


def _undo(
    connection: Connection, before: Row, gone: str, kept: str, unit: str, fields: tuple[CustomerFieldRow, ...]
) -> str:
    """→ the number of the one who comes back: his own, unless somebody else has got it since."""
    theirs = unpack(_customers, before["gone"]) | {"unit_id": unit}
    if connection.scalar(select(_customers.c.id).where(_customers.c.number == theirs["number"])) is not None:
        (theirs["number"],) = free_numbers(connection, 1)
    connection.execute(insert(_customers).values(theirs))
    move_back(connection, before["moved"], before["dropped"], gone, kept)
    point_back(connection, before.get("pointed", ()), gone, kept)
    now = _row(connection, kept)
    back: Row = {}
    for name, (old, new) in before["changes"].items():
        was, then = (unpack(_customers, {name: one})[name] for one in (old, new))
        if now[name] == then:
            back[name] = was
        elif name == "fields":
            back[name] = _fields_back(now[name], was, then)
    _write(connection, kept, back)
    index_now(connection, {kept: indexed(_Record(now | back)), gone: indexed(_Record(theirs))}, fields)
    refresh(connection, SOURCE, [kept, gone])
    return str(theirs["number"])


def merged(ours: Mapping[str, Any], theirs: Mapping[str, Any], take: frozenset[str]) -> Row:
    """The kept record's new values: its own, unless they are empty or the other's are to be taken."""
    after: Row = {name: theirs[name] if _takes(name, ours, take) else ours[name] for name in TEXTS}
    after["kind"] = theirs["kind"] if "kind" in take else ours["kind"]
    region = theirs if "region" in take or not any(ours[name] for name in REGION) else ours
    after |= {name: region[name] for name in REGION}
    first, second = (theirs, ours) if "address" in take else (ours, theirs)
    after["addresses"] = _union([*(first["addresses"] or []), *(second["addresses"] or [])])[:20]
    after["tags"] = _union([*(ours["tags"] or []), *(theirs["tags"] or [])])[:20]
    chosen = {code: value for code, value in (theirs["fields"] or {}).items() if f"fields.{code}" in take}
    after["fields"] = {**(theirs["fields"] or {}), **(ours["fields"] or {}), **chosen}
    after["no_sms"] = ours["no_sms"] or theirs["no_sms"]
    after["provisional"] = ours["provisional"] and theirs["provisional"]
    after["created_at"] = min(ours["created_at"], theirs["created_at"])
    after["last_contact_at"] = _latest(ours["last_contact_at"], theirs["last_contact_at"])
    served = theirs if _latest(ours["last_served_at"], theirs["last_served_at"]) != ours["last_served_at"] else ours
    return after | {name: served[name] for name in ("last_served_at", "last_agent_id")}


def _takes(name: str, ours: Mapping[str, Any], take: frozenset[str]) -> bool:
    return name in take or ours[name] in (None, "")


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _union(values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _fields_back(now: Row, was: Row, then: Row) -> Row:
    """Each field that nobody has changed since goes back on its own."""
    back = dict(now)
    for code in was.keys() | then.keys():
        if now.get(code) == then.get(code):
            back.pop(code, None)
            if code in was:
                back[code] = was[code]
    return back


def _row(connection: Connection, customer: str) -> Row:
    found = connection.execute(select(_customers).where(_customers.c.id == customer)).mappings().one()
    return dict(found)


def _write(connection: Connection, customer: str, values: Row) -> None:
    """The version counts on: whoever edits the old one is told."""
    counted = {"version": _customers.c.version + 1, "updated_at": utcnow()}
    connection.execute(update(_customers).where(_customers.c.id == customer).values(**values, **counted))


class _Record:
    """A row's columns as attributes."""

    def __init__(self, row: Row) -> None:
        self.__dict__ = row


def _shown(row: CustomerMerge) -> MergeRow:
    shown = MergeRow.model_validate(row)
    shown.gone_name = row.before.get("gone", {}).get("name", "")
    until = row.merged_at + timedelta(days=UNDO_DAYS)
    shown.undo_until = until if row.undone_at is None and utcnow() < until else None
    return shown
