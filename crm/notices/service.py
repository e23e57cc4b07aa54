"""Notices: written, told, read, and who has read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.service import adopt
from crm.attachments.service import of as attachments_of
from crm.audit.service import note
from crm.base import new_id, utcnow
from crm.counters import upsert
from crm.errors import Conflict, Forbidden, Invalid
from crm.messages.service import tell
from crm.notices.models import Notice, NoticeRead, NoticeUnit
from crm.notices.repository import NoticeRepository, current, readers
from crm.notices.schemas import (
    NewNotice,
    NoticeChange,
    NoticeDetail,
    NoticeQuery,
    NoticeRow,
    Receipt,
    ReceiptQuery,
)
from crm.organisation.repository import unit
from crm.paging import Page, fetch_page
from crm.users.models import User


class NoticeService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who
        self._notices = NoticeRepository(session, who)

    async def find(self, asked: NoticeQuery) -> Page[NoticeRow]:
        """Pinned ones first, then the newest."""
        rows, total = await fetch_page(self._session, self._notices.find(asked), asked)
        read = await self._read([row.id for row in rows])
        now = utcnow()
        items = [_row(row, now, read.get(row.id)) for row in rows]
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def get(self, notice_id: str) -> NoticeDetail:
        notice = await self._notices.get(notice_id)
        read = await self._read([notice.id])
        files = await attachments_of(self._session, "notice", notice.id)
        detail = NoticeDetail(
            **_row(notice, utcnow(), read.get(notice.id)).model_dump(),
            body=notice.body,
            units=await self._units(notice.id),
            attachments=[file for file in files if file.id in notice.attachments],
            may_edit=await self._notices.may_edit(notice.id),
        )
        if detail.may_edit:
            meant = readers(notice.id).with_only_columns(User.id)
            detail.readers = await self._count(select(func.count()).select_from(meant.subquery()))
            had = select(func.count()).where(NoticeRead.notice_id == notice.id, NoticeRead.user_id.in_(meant))
            detail.read = await self._count(had)
        return detail

    async def create(self, new: NewNotice) -> NoticeDetail:
        """Its readers are told at once, or when it starts. Forbidden for units that the asker may not write to."""
        now = utcnow()
        starts = new.starts_at or now
        _check_period(starts, new.ends_at)
        await self._check_units(new.units)
        notice = Notice(
            **new.model_dump(exclude={"units", "starts_at", "attachments"}),
            id=new_id(),
            unit_id=self._who.unit,
            starts_at=starts,
            attachments=new.attachments,
            created_by=self._who.user,
            created_at=now,
            updated_at=now,
        )
        self._session.add(notice)
        await self._session.flush()
        await self._set_units(notice.id, new.units)
        await adopt(self._session, self._who, new.attachments, "notice", notice.id)
        note(
            self._session, self._who, "notices.create", "notice", notice.id, {"title": notice.title, "units": new.units}
        )
        await self._session.flush()
        if starts <= now:
            await tell_readers(self._session, notice)
        return await self.get(notice.id)

    async def update(self, notice_id: str, change: NoticeChange) -> NoticeDetail:
        notice = await self._notices.get_to_edit(notice_id)
        if notice.version != change.version:
            raise Conflict
        given = change.model_dump(exclude_unset=True, exclude={"version", "units", "again"})
        for name, value in given.items():
            if value is None and name != "ends_at":
                raise Invalid(f"{name} cannot be empty", field=name)
            setattr(notice, name, value)
        _check_period(notice.starts_at, notice.ends_at)
        if change.units is not None:
            await self._check_units(change.units)
            await self._set_units(notice.id, change.units)
        if change.attachments:
            await adopt(self._session, self._who, change.attachments, "notice", notice.id)
        now = notice.updated_at = utcnow()
        note(self._session, self._who, "notices.update", "notice", notice.id, {"changed": sorted(given)})
        if change.again:
            await self._session.execute(delete(NoticeRead).where(NoticeRead.notice_id == notice.id))
            notice.told_at = None
        await self._session.flush()
        if notice.told_at is None and notice.starts_at <= now:
            await tell_readers(self._session, notice)
        return await self.get(notice.id)

    async def withdraw(self, notice_id: str) -> None:
        """Nobody is shown it any more; who had read it stays known."""
        notice = await self._notices.get_to_edit(notice_id)
        notice.withdrawn_at = notice.withdrawn_at or utcnow()
        note(self._session, self._who, "notices.withdraw", "notice", notice.id, {"title": notice.title})
        await self._session.flush()

    async def read(self, notice_id: str) -> None:
        """The asker has read it; the first time counts."""
        notice = await self._notices.get(notice_id)
        statement = upsert(await self._session.connection(), NoticeRead.__table__)
        row = {"notice_id": notice.id, "user_id": self._who.user, "at": utcnow()}
        await self._session.execute(statement.values(**row).on_conflict_do_nothing())

    async def receipts(self, notice_id: str, asked: ReceiptQuery) -> Page[Receipt]:
        """Whom it is for, and when each of them has read it; for those who may change it."""
        notice = await self._notices.get_to_edit(notice_id)
        query = readers(notice.id).order_by(User.number, User.name, User.id)
        had = select(NoticeRead.user_id).where(NoticeRead.notice_id == notice.id)
        if asked.read is not None:
            query = query.where(User.id.in_(had) if asked.read else User.id.not_in(had))
        users, total = await fetch_page(self._session, query, asked)
        found = await self._session.execute(
            select(NoticeRead.user_id, NoticeRead.at).where(
                NoticeRead.notice_id == notice.id, NoticeRead.user_id.in_([user.id for user in users])
            )
        )
        read = {row.user_id: row.at for row in found}
        items = [
            Receipt(
                user_id=user.id, name=user.name, number=user.number, unit_id=user.unit_id, read_at=read.get(user.id)
            )
            for user in users
        ]
        return Page(items=items, total=total, page=asked.page, page_size=asked.page_size)

    async def _read(self, notices: Sequence[str]) -> dict[str, datetime]:
        rows = await self._session.execute(
            select(NoticeRead.notice_id, NoticeRead.at).where(
                NoticeRead.user_id == self._who.user, NoticeRead.notice_id.in_(notices)
            )
        )
        return {row.notice_id: row.at for row in rows}

    async def _count(self, query: object) -> int:
        return int(await self._session.scalar(query) or 0)  # type: ignore[call-overload]

    async def _units(self, notice_id: str) -> list[str]:
        query = select(NoticeUnit.unit_id).where(NoticeUnit.notice_id == notice_id).order_by(NoticeUnit.unit_id)
        return list(await self._session.scalars(query))

    async def _check_units(self, units: Sequence[str]) -> None:
        for each in units:
            found = await unit(self._session, each)
            if not self._who.reaches("notices.write", found.path):
                chinese = f"您无权向部门 {found.name_zh} 发布"
                raise Forbidden(f"you may not write to the unit {each}", message_zh=chinese)

    async def _set_units(self, notice_id: str, units: Sequence[str]) -> None:
        await self._session.execute(delete(NoticeUnit).where(NoticeUnit.notice_id == notice_id))
        self._session.add_all(NoticeUnit(notice_id=notice_id, unit_id=each) for each in dict.fromkeys(units))
        await self._session.flush()


async def tell_readers(session: AsyncSession, notice: Notice) -> None:
    """Put word of it into the boxes of all whom it is for, but its author."""
    notice.told_at = utcnow()
    users = await session.scalars(readers(notice.id).with_only_columns(User.id))
    paper = notice.kind == "paper"
    await tell(
        session,
        [user for user in users if user != notice.created_by],
        notice.kind,
        title_zh=f"{'公文' if paper else '公告'}：{notice.title}",
        title_en=f"{'Official paper' if paper else 'Notice'}: {notice.title}",
        subject_kind="notice",
        subject_id=notice.id,
    )
    await session.flush()


async def tell_started(session: AsyncSession, now: datetime) -> int:
    """Tell of what has begun since; how many notices there were."""
    rows = list(await session.scalars(select(Notice).where(Notice.told_at.is_(None), current(now))))
    for row in rows:
        await tell_readers(session, row)
    return len(rows)


def _check_period(starts: datetime, ends: datetime | None) -> None:
    if ends is not None and ends <= starts:
        raise Invalid("it must end after it starts", field="ends_at", message_zh="结束时间必须晚于开始时间")


def _row(notice: Notice, now: datetime, read_at: datetime | None) -> NoticeRow:
    row = NoticeRow.model_validate(notice)
    row.current = (
        notice.withdrawn_at is None and notice.starts_at <= now and (notice.ends_at is None or notice.ends_at > now)
    )
    row.read_at = read_at
    return row
