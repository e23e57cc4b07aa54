"""Emergency messages (应急公告): switched on and off by supervisors, kept as history."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.errors import Invalid, NotFound
from crm.outside.models import Announcement
from crm.paging import Moment, Page, PageQuery, fetch_page, page_of
from crm.routing.models import Entry, Queue
from crm.routing.schemas import Strict


class Words(Strict):
    """What callers hear, in both languages."""

    zh: str = Field(min_length=1, max_length=1000)
    en: str = Field(min_length=1, max_length=1000)


class NewAnnouncement(Strict):
    """`scope`: company, `entry:NUMBER` or `queue:ID`. `mode`: before the menu (or queue), or instead of it (then the
    call ends). `until`: when it switches itself off."""

    model_config = ConfigDict(strict=False)

    scope: str = Field("company", pattern=r"^(company|entry:[+*0-9@a-z_-]{1,64}|queue:[a-z0-9][a-z0-9_-]{0,39})$")
    text: Words
    mode: Literal["before", "instead"] = "before"
    until: Moment | None = None


class AnnouncementRow(BaseModel):
    """`active`: callers hear it now."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    scope: str
    text: Words
    mode: str
    until: datetime | None
    on_at: datetime
    on_by: str | None
    off_at: datetime | None
    off_by: str | None
    active: bool = False


class AnnouncementQuery(PageQuery):
    """`active`: only those that are (not) switched on."""

    active: bool | None = None


class Announcements:
    """Each method works in the caller's transaction; who changes something pushes a new snapshot afterwards."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self, asked: AnnouncementQuery) -> Page[AnnouncementRow]:
        query: Select[Announcement] = select(Announcement).order_by(Announcement.id.desc())
        over = Announcement.off_at.is_not(None) | (Announcement.until.is_not(None) & (Announcement.until <= utcnow()))
        if asked.active is not None:
            query = query.where(~over if asked.active else over)
        rows, total = await fetch_page(self._session, query, asked)
        return page_of(asked, rows, total, _row)

    async def switch_on(self, new: NewAnnouncement) -> AnnouncementRow:
        """A message of the same scope that is on is switched off."""
        kind, _, ident = new.scope.partition(":")
        if kind != "company" and await self._session.get(Entry if kind == "entry" else Queue, ident) is None:
            raise Invalid(f"there is no {kind} {ident}", field="scope", message_zh=f"没有这个入口或队列：{ident}")
        now = utcnow()
        if new.until is not None and new.until <= now:
            raise Invalid("the end lies in the past", field="until", message_zh="结束时间已经过去")
        for row in await self._session.scalars(
            select(Announcement).where(Announcement.scope == new.scope, Announcement.off_at.is_(None))
        ):
            row.off_at, row.off_by = now, self._who.user
        row = Announcement(
            id=new_id(),
            scope=new.scope,
            text=new.text.model_dump(),
            mode=new.mode,
            until=new.until,
            on_at=now,
            on_by=self._who.user,
            off_at=None,
            off_by=None,
        )
        self._session.add(row)
        note(self._session, self._who, "announcements.on", "announcement", row.id, new.model_dump(mode="json"))
        await self._session.flush()
        return _row(row)

    async def switch_off(self, row_id: str) -> AnnouncementRow:
        row = await self._session.get(Announcement, row_id)
        if row is None:
            raise NotFound
        if row.off_at is None:
            row.off_at, row.off_by = utcnow(), self._who.user
            note(self._session, self._who, "announcements.off", "announcement", row.id, {"scope": row.scope})
        await self._session.flush()
        return _row(row)


def _row(row: Announcement) -> AnnouncementRow:
    shown = AnnouncementRow.model_validate(row)
    shown.active = row.off_at is None and (row.until is None or row.until > utcnow())
    return shown
