"""Voicemails: agents see those of the queues they serve."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.audit.service import note
from crm.base import utcnow
from crm.customers.repository import CustomerRepository
from crm.errors import NotFound
from crm.paging import Page, PeriodQuery, fetch_page
from crm.recordings.models import Recording
from crm.routing.models import QueueMember
from crm.voicemails.models import Voicemail


class VoicemailRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    call_id: str | None
    box: str
    from_number: str
    customer_id: str | None
    customer_name: str = ""
    seconds: float
    language: str
    left_at: datetime
    heard_at: datetime | None
    heard_by: str | None
    playable: bool = False


class VoicemailQuery(PeriodQuery):
    box: str | None = Field(None, max_length=64)
    heard: bool | None = None
    customer: str | None = Field(None, max_length=26)


class VoicemailChange(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    heard: bool


class VoicemailService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        own = Voicemail.box.in_(select(QueueMember.queue_id).where(QueueMember.user_id == who.user))
        self._visible = visible(who, "voicemails", unit=Voicemail.unit_id, own=own)

    async def find(self, asked: VoicemailQuery) -> Page[VoicemailRow]:
        query = select(Voicemail).where(self._visible).order_by(Voicemail.left_at.desc())
        if asked.box is not None:
            query = query.where(Voicemail.box == asked.box)
        if asked.customer is not None:
            query = query.where(Voicemail.customer_id == asked.customer)
        if asked.heard is not None:
            query = query.where(Voicemail.heard_at.is_not(None) if asked.heard else Voicemail.heard_at.is_(None))
        if asked.from_ is not None:
            query = query.where(Voicemail.left_at >= asked.from_)
        if asked.to is not None:
            query = query.where(Voicemail.left_at < asked.to)
        rows, total = await fetch_page(self._session, query, asked)
        items = await self._shown(rows)
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def mark(self, voicemail_id: str, *, heard: bool) -> VoicemailRow:
        row = await self._get(voicemail_id)
        if heard != (row.heard_at is not None):
            row.heard_at, row.heard_by = (utcnow(), self._who.user) if heard else (None, None)
            note(self._session, self._who, "voicemails.mark", "voicemail", row.id, {"heard": heard})
            await self._session.flush()
        return (await self._shown([row]))[0]

    async def recording(self, voicemail_id: str) -> Recording:
        """Its playable recording; NotFound until there is one."""
        await self._get(voicemail_id)
        row = await self._session.get(Recording, voicemail_id)
        if row is None or row.state != "playable":
            raise NotFound("this voicemail is not playable (yet)")
        return row

    async def _get(self, voicemail_id: str) -> Voicemail:
        row = await self._session.scalar(select(Voicemail).where(Voicemail.id == voicemail_id, self._visible))
        if row is None:
            raise NotFound(f"there is no voicemail {voicemail_id}")
        return row

    async def _shown(self, rows: list[Voicemail]) -> list[VoicemailRow]:
        names = await CustomerRepository(self._session, self._who).names({r.customer_id for r in rows if r.customer_id})
        playable = set(
            await self._session.scalars(
                select(Recording.id).where(Recording.id.in_([row.id for row in rows]), Recording.state == "playable")
            )
        )
        shown = [VoicemailRow.model_validate(row) for row in rows]
        for item in shown:
            item.customer_name = names.get(item.customer_id or "", "")
            item.playable = item.id in playable
        return shown
