"""Callbacks as the API shows them: agents see those of the queues they serve. The core is the truth while one is open;
these rows follow it by its news."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.callbacks.models import Callback
from crm.customers.repository import CustomerRepository
from crm.errors import Invalid, NotFound
from crm.masking import answers, veiled
from crm.paging import Moment, Page, PeriodQuery, fetch_page, matching, pieces, within
from crm.routing.models import Queue, QueueMember
from telephony.outside.refusals import REASONS, Refusal


class CallbackRow(BaseModel):
    """`state`: waiting, attempt or ended. `result`: of the last attempt (busy, no_answer, agent_gone, interrupted, …)
    and of the end (done, cancelled, failed, refused, expired, queue_removed). `reason`: with refused, the code of the
    rule (`outbound.…`); `message` and `message_zh` say it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    queue: str
    number: str
    customer_id: str | None
    customer_name: str = ""
    language: str
    source: str
    requested_by: str | None
    requested_at: datetime
    entered_at: datetime
    not_before: datetime | None
    call_id: str | None
    state: str
    result: str
    reason: str
    message: str = ""
    message_zh: str = ""
    attempts: int
    attempt_call_id: str | None
    agent_id: str | None
    ended_at: datetime | None
    ended_by: str | None


class CallbackQuery(PeriodQuery):
    """`open`: those that still wait or are being carried out."""

    open: bool | None = None
    queue: str | None = Field(None, max_length=40)
    number: str | None = Field(None, max_length=64)
    result: str | None = Field(None, max_length=20)


class NewCallback(BaseModel):
    """`not_before`: not earlier than this instant, when the customer has asked for a time."""

    model_config = ConfigDict(extra="forbid")

    queue: str = Field(max_length=40)
    number: str = Field(min_length=3, max_length=32)
    language: Literal["zh", "en"] | None = None
    not_before: Moment | None = None


class CallbackNoted(BaseModel):
    """The id of the callback, a new one or the one that the number had already."""

    id: str


class CallbackService:
    """`function`: what is to be done with the rows."""

    def __init__(self, session: AsyncSession, who: Principal, function: str = "callbacks.read") -> None:
        self._session = session
        self._who = who
        self._served = select(QueueMember.queue_id).where(QueueMember.user_id == who.user)
        own = Callback.queue.in_(self._served) | (Callback.requested_by == who.user)
        self._visible = visible(who, function, unit=Callback.unit_id, own=own)

    async def find(self, asked: CallbackQuery) -> Page[CallbackRow]:
        """Open ones in the order of their place, others newest first."""
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        items = await self._shown(rows)
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def pieces(self, asked: CallbackQuery, size: int) -> AsyncIterator[list[CallbackRow]]:
        """All that the filters find, `size` at a time."""
        async for rows in pieces(self._session, self._filtered(asked), size):
            yield await self._shown(rows)

    def _filtered(self, asked: CallbackQuery) -> Select[Callback]:
        order = (Callback.entered_at.asc(),) if asked.open else (Callback.entered_at.desc(),)
        query = select(Callback).where(self._visible).order_by(*order)
        if asked.open is not None:
            query = query.where(Callback.state != "ended" if asked.open else Callback.state == "ended")
        query = matching(
            query,
            (Callback.queue, asked.queue),
            (Callback.result, asked.result),
        )
        if asked.number:
            part = Callback.number.contains(asked.number.lstrip("+0"), autoescape=True)
            whole = answers([Callback.number], asked.number, area_code="")
            query = query.where(whole if veiled(self._who) else part)
        return within(query, Callback.requested_at, asked)

    async def _shown(self, rows: Sequence[Callback]) -> list[CallbackRow]:
        names = await CustomerRepository(self._session, self._who).names({r.customer_id for r in rows if r.customer_id})
        items = [_row(row) for row in rows]
        for item in items:
            item.customer_name = names.get(item.customer_id or "", "")
        return items

    async def get(self, callback_id: str) -> CallbackRow:
        row = await self._session.scalar(select(Callback).where(Callback.id == callback_id, self._visible))
        if row is None:
            raise NotFound(f"there is no callback {callback_id}")
        return _row(row)

    async def check_queue(self, queue: str) -> None:
        """He may note callbacks for the queues that he sees."""
        own = Queue.id.in_(self._served)
        seen = visible(self._who, "callbacks.write", unit=Queue.unit_id, own=own)
        if await self._session.scalar(select(Queue.id).where(Queue.id == queue, seen)) is None:
            raise Invalid(f"there is no queue {queue}", field="queue")

    def noted(self, action: str, callback_id: str, details: dict[str, str]) -> None:
        note(self._session, self._who, f"callbacks.{action}", "callback", callback_id, details)


def _row(callback: Callback) -> CallbackRow:
    row = CallbackRow.model_validate(callback)
    if row.reason in REASONS:
        refusal = Refusal(row.reason, row.number, callback.reason_detail)
        row.message, row.message_zh = refusal.message, refusal.message_zh
    return row
