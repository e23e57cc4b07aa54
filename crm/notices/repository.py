"""Queries about notices: for whom they are, and who may change them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal, visible
from crm.attachments.owners import keeps
from crm.base import utcnow
from crm.errors import Forbidden, NotFound
from crm.messages.subjects import sees
from crm.notices.models import Notice, NoticeRead, NoticeUnit
from crm.notices.schemas import NoticeQuery
from crm.organisation.models import Unit
from crm.text import contains
from crm.users.models import User


def current(now: datetime) -> ColumnElement[bool]:
    """Within its period, and not withdrawn."""
    return and_(
        Notice.withdrawn_at.is_(None),
        Notice.starts_at <= now,
        or_(Notice.ends_at.is_(None), Notice.ends_at > now),
    )


def readers(notice_id: str) -> Select[Any]:
    """SELECT of the enabled users whom it is for."""
    above = select(Unit.path).join(NoticeUnit, NoticeUnit.unit_id == Unit.id).where(NoticeUnit.notice_id == notice_id)
    paths = above.subquery()
    within = select(Unit.id).join(paths, Unit.path.startswith(paths.c.path))
    return select(User).where(User.disabled.is_(False), User.unit_id.in_(within))


class NoticeRepository:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._editable = visible(who, "notices.write", unit=Notice.unit_id, own=Notice.created_by == who.user)
        above = [part for part in who.unit_path.split("/") if part]
        self._meant = Notice.id.in_(select(NoticeUnit.notice_id).where(NoticeUnit.unit_id.in_(above)))

    def readable(self, now: datetime) -> ColumnElement[bool]:
        return self._meant & current(now)

    async def get(self, notice_id: str) -> Notice:
        """NotFound for one that is not for the asker, or not now."""
        seen = or_(self.readable(utcnow()), self._editable)
        found = await self._session.scalar(select(Notice).where(Notice.id == notice_id, seen))
        if found is None:
            raise NotFound(f"there is no notice {notice_id}")
        return found

    async def get_to_edit(self, notice_id: str) -> Notice:
        notice = await self.get(notice_id)
        if not await self.may_edit(notice_id):
            raise Forbidden
        return notice

    async def may_edit(self, notice_id: str) -> bool:
        query = select(Notice.id).where(Notice.id == notice_id, self._editable)
        return await self._session.scalar(query) is not None

    async def is_for(self, notice_id: str) -> bool:
        query = select(Notice.id).where(Notice.id == notice_id, self.readable(utcnow()))
        return await self._session.scalar(query) is not None

    def find(self, asked: NoticeQuery) -> Select[Notice]:
        readable = self.readable(utcnow())
        query = select(Notice).where(readable if asked.current else or_(readable, self._editable))
        if asked.q:
            pattern = contains(asked.q)
            query = query.where(
                or_(*(each.ilike(pattern, escape="\\") for each in (Notice.title, Notice.body, Notice.reference)))
            )
        if asked.kind is not None:
            query = query.where(Notice.kind == asked.kind)
        if asked.unread:
            had = select(NoticeRead.notice_id).where(NoticeRead.user_id == self._who.user)
            query = query.where(self._meant, Notice.id.not_in(had))
        return query.order_by(Notice.pinned.desc(), Notice.starts_at.desc(), Notice.id.desc())


@keeps("notice")
async def _keeps(session: AsyncSession, who: Principal, notice_id: str) -> None:
    await NoticeRepository(session, who).get_to_edit(notice_id)


@sees("notice")
async def _seen(session: AsyncSession, who: Principal, notice_id: str) -> bool:
    notices = NoticeRepository(session, who)
    return await notices.is_for(notice_id) or await notices.may_edit(notice_id)
