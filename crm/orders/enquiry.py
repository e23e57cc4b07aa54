"""What a caller hears of his orders: the query `order_status` of flows. Read only, a few indexed queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.documents.models import Document
from crm.documents.of_phone import documents_of_phone
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
    there = _orders(who)
    all_theirs = await documents_of_phone(session, there, whose) if whose else []
    theirs = [one.id for one in all_theirs if not one.merged]
    order = None
    if number:
        order = await session.scalar(select(Document).where(*there, _NOT_MERGED, Document.number == number))
    elif phone and 0 < (place := _place(params.get("place"))) <= len(theirs):
        order = await session.get_one(Document, theirs[place - 1])
    if order is None:
        return dict(FOUND_NOTHING)
    own = order.id in theirs
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
    if not own:
        return told
    place = theirs.index(order.id) + 1
    older = str(place + 1) if place < len(theirs) else ""
    return told | {"count": len(theirs), "place": place, "older": older} | await _content(session, order)


_NOT_MERGED = Document.merged_into.is_(None)


def _orders(who: Principal) -> tuple[ColumnElement[bool], ...]:
    """Those that may be told to callers, as far as `who` sees them; merged ones among them."""
    return Document.family == FAMILY, Document.confidential.is_(False), seen(who)


def _place(raw: str | None) -> int:
    """0 for what is no place."""
    text = (raw or "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


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
