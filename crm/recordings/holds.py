"""Legal holds: what must not be deleted, why, and who said so. Nothing is ever removed from this list."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.calls.models import Call
from crm.calls.repository import CallRepository
from crm.calls.scope import calls_seen
from crm.customers.models import Customer
from crm.customers.repository import CustomerRepository
from crm.errors import Conflict, NotFound
from crm.paging import Page, PageQuery, fetch_page, page_of
from crm.recordings.models import LegalHold


class HoldQuery(PageQuery):
    active: bool | None = None
    kind: Literal["call", "customer"] | None = None
    subject: str | None = Field(None, max_length=40)


class NewHold(BaseModel):
    """`subject`: the id of a call or of a customer."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: Literal["call", "customer"]
    subject: str = Field(min_length=1, max_length=40)
    reason: str = Field(min_length=1, max_length=300)


class HoldEnd(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    reason: str = Field(min_length=1, max_length=300)


class HoldRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str
    subject: str
    reason: str
    set_at: datetime
    set_by: str | None
    cleared_at: datetime | None
    cleared_by: str | None
    clear_reason: str


class HoldService:
    """A supervisor holds what he may see; each call and each customer has one active hold at most."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._calls = CallRepository(session, who, "holds.manage")
        self._customers = CustomerRepository(session, who, "holds.manage")

    async def find(self, asked: HoldQuery) -> Page[HoldRow]:
        query = select(LegalHold).order_by(LegalHold.set_at.desc(), LegalHold.id)
        if not self._who.everywhere("holds.manage"):
            query = query.where(self._seen())
        if asked.active is not None:
            query = query.where(LegalHold.cleared_at.is_(None) if asked.active else LegalHold.cleared_at.is_not(None))
        for column, given in ((LegalHold.kind, asked.kind), (LegalHold.subject, asked.subject)):
            if given is not None:
                query = query.where(column == given)
        rows, total = await fetch_page(self._session, query, asked)
        return page_of(asked, rows, total, HoldRow.model_validate)

    async def put(self, new: NewHold) -> HoldRow:
        """Raises NotFound for what the asker may not see, Conflict when it is held already."""
        await self._check(new.kind, new.subject)
        active = (LegalHold.kind == new.kind, LegalHold.subject == new.subject, LegalHold.cleared_at.is_(None))
        if await self._session.scalar(select(LegalHold.id).where(*active)) is not None:
            raise Conflict("it is held already")
        row = LegalHold(id=new_id(), **new.model_dump(), set_at=utcnow(), set_by=self._who.user)
        self._session.add(row)
        note(self._session, self._who, "legal_holds.set", new.kind, new.subject, {"hold": row.id, "reason": new.reason})
        await self._session.flush()
        return HoldRow.model_validate(row)

    async def clear(self, hold_id: str, reason: str) -> HoldRow:
        row = await self._session.scalar(select(LegalHold).where(LegalHold.id == hold_id, self._seen()))
        if row is None:
            raise NotFound(f"there is no legal hold {hold_id}")
        if row.cleared_at is not None:
            raise Conflict("this hold has been cleared already")
        row.cleared_at, row.cleared_by, row.clear_reason = utcnow(), self._who.user, reason
        note(self._session, self._who, "legal_holds.clear", row.kind, row.subject, {"hold": row.id, "reason": reason})
        await self._session.flush()
        return HoldRow.model_validate(row)

    async def _check(self, kind: str, subject: str) -> None:
        await (self._calls.get(subject) if kind == "call" else self._customers.get(subject))

    def _seen(self) -> ColumnElement[bool]:
        who = self._who
        calls = select(Call.id).where(calls_seen(who, "holds.manage"))
        mine = (Customer.owner_id == who.user) | (Customer.created_by == who.user)
        customers = select(Customer.id).where(visible(who, "holds.manage", unit=Customer.unit_id, own=mine))
        return LegalHold.subject.in_(calls) | LegalHold.subject.in_(customers)
