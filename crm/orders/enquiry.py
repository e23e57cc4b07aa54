"""What a caller hears of his orders: the query `order_status` of flows. Read only, a few indexed queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.customers.models import CustomerPhone
from crm.documents.models import Document
from crm.documents.scope import seen
from crm.documents.types import type_of
from crm.fields.references import with_dictionaries
from crm.orders.steps import FAMILY, step_of
from crm.phones import normalise

FOUND_NOTHING = {"found": False}


async def order_status(
    session: AsyncSession, who: Principal, params: Mapping[str, str], *, area_code: str, zone: tzinfo
) -> dict[str, Any]:
    """`{number?, phone?, place?, caller?}` → how far the order of that number is, or that of the phone or its customer:
    the newest one, or with `place` 2 the one before it, and so on. With number and phone: the order of that number, if
    it belongs to that phone.

    Of what is in it (`goods`, `quantity`, `amount`, `carrier`, `tracking`, …) only those hear whose it is: the phone
    that was asked for, else `caller`. They hear how many they have (`count`), which of them it is (`place`), and
    the place of the next `older` one. `{found: False}` when there is none; merged and confidential ones are none."""
    number = (params.get("number") or "").strip() or None
    phone = normalise(params.get("phone") or "", area_code=area_code) or None
    whose = phone or normalise(params.get("caller") or "", area_code=area_code) or None
    theirs = await _of_phone(session, whose) if whose else None
    there = _orders(who)
    query = select(Document).where(*there).limit(1)
    if number:
        order = await session.scalar(query.where(Document.number == number))
    elif phone and theirs is not None and (place := _place(params.get("place"))):
        newest = query.where(theirs).order_by(Document.created_at.desc(), Document.id.desc())
        order = await session.scalar(newest.offset(place - 1))
    else:
        order = None
    if order is None:
        return dict(FOUND_NOTHING)
    own = theirs is not None and bool(await session.scalar(select(theirs).where(Document.id == order.id)))
    if phone and not own:
        return dict(FOUND_NOTHING)
    step = step_of(order.status, order.position)
    told = {
        "found": True,
        "number": order.number,
        "status": order.status,
        "step_zh": step["zh"],
        "step_en": step["en"],
        "entered": order.created_at.astimezone(zone).date().isoformat(),
        "own": own,
    }
    if not own or theirs is None:
        return told
    same = and_(Document.created_at == order.created_at, Document.id > order.id)
    later = or_(Document.created_at > order.created_at, same)
    count = int(await session.scalar(select(func.count()).where(*there, theirs)) or 0)
    place = int(await session.scalar(select(func.count()).where(*there, theirs, later)) or 0) + 1
    older = str(place + 1) if place < count else ""
    return told | {"count": count, "place": place, "older": older} | await _content(session, order)


def _orders(who: Principal) -> tuple[ColumnElement[bool], ...]:
    """Those that may be told to callers, as far as `who` sees them."""
    plain = Document.confidential.is_(False), Document.merged_into.is_(None)
    return Document.family == FAMILY, *plain, seen(who)


def _place(raw: str | None) -> int:
    """0 for what is no place."""
    text = (raw or "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


async def _of_phone(session: AsyncSession, phone: str) -> ColumnElement[bool]:
    """Documents entered from this (normalised) phone, or for a customer who has it."""
    customers = await session.scalars(select(CustomerPhone.customer_id).where(CustomerPhone.number == phone).distinct())
    return or_(Document.phone == phone, Document.customer_id.in_(list(customers)))


async def _content(session: AsyncSession, order: Document) -> dict[str, Any]:
    """What the form says, choices in words; only what is filled in."""
    kind = await type_of(session, order.type, order.type_version)
    fields = {one.code: one for one in await with_dictionaries(session, kind.form.fields)}
    told: dict[str, Any] = {"title": order.title}
    for code in ("goods", "quantity", "amount", "tracking"):
        if (value := order.fields.get(code)) is not None:
            told[code] = value
    for code in ("payment", "delivery", "carrier"):
        definition, value = fields.get(code), order.fields.get(code)
        option = definition.option(str(value)) if definition and value is not None else None
        if option is not None:
            told |= {f"{code}_zh": option.zh, f"{code}_en": option.en}
    return told
