"""One's own message box: listed, counted, read; and old messages forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, Update, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.base import utcnow
from crm.errors import Invalid, NotFound
from crm.frames import Frame, after_commit
from crm.live.models import LiveMessageReceipt
from crm.messages.kinds import KINDS
from crm.messages.models import BoxMessage
from crm.paging import Page, PeriodQuery, fetch_page, page_of, pieces, within
from crm.personal.service import message_settings
from crm.text import BothLanguages

READ_DAYS, UNREAD_DAYS = 90, 365
"""How long messages are kept."""
READ_FRAME = "message_box.read"


class BoxQuery(PeriodQuery):
    """`unread`: only what I have not read. `kind`: see `GET /messages/kinds`. `subject`: about this record."""

    unread: bool = False
    kind: str | None = Field(None, max_length=32)
    subject: str | None = Field(None, max_length=64)


class Subject(BaseModel):
    kind: str
    id: str


class BoxRow(BaseModel):
    """A message of the box. `subject` is what it is about, null when there is nothing to open."""

    id: str
    at: datetime
    kind: str
    title: BothLanguages
    subject: Subject | None
    read_at: datetime | None


class KindRow(BaseModel):
    """A kind of message; `sound` and `muted` as the asker has them."""

    kind: str
    name: BothLanguages
    sound: bool
    muted: bool


class Unread(BaseModel):
    """`total` and `kinds` count what is unread in the box, muted kinds left out; `supervisors` the unread messages of
    `GET /live/messages`."""

    total: int
    kinds: dict[str, int]
    supervisors: int


class ReadAll(BaseModel):
    """`kind`: of this kind only. `until`: the last message that was seen; what came after it stays unread."""

    model_config = ConfigDict(strict=True, extra="forbid")

    kind: str | None = Field(None, max_length=32)
    until: str | None = Field(None, min_length=26, max_length=26)


class MessageBox:
    """The box of the asker: nobody, whatever he is, sees another one's."""

    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._user = who.user or ""
        self._mine: ColumnElement[bool] = BoxMessage.user_id == self._user

    async def find(self, asked: BoxQuery) -> Page[BoxRow]:
        """Newest first."""
        rows, total = await fetch_page(self._session, self._filtered(asked), asked)
        return page_of(asked, rows, total, _row)

    async def pieces(self, asked: BoxQuery, size: int) -> AsyncIterator[list[BoxRow]]:
        """All that the filters find, `size` at a time."""
        async for rows in pieces(self._session, self._filtered(asked), size):
            yield [_row(row) for row in rows]

    def _filtered(self, asked: BoxQuery) -> Select[BoxMessage]:
        query = select(BoxMessage).where(self._mine).order_by(BoxMessage.id.desc())
        if asked.unread:
            query = query.where(BoxMessage.read_at.is_(None))
        if asked.kind is not None:
            query = query.where(BoxMessage.kind == asked.kind)
        if asked.subject is not None:
            query = query.where(BoxMessage.subject_id == asked.subject)
        return within(query, BoxMessage.at, asked)

    async def kinds(self) -> list[KindRow]:
        chosen = (await message_settings(self._session, [self._user]))[self._user]
        return [
            KindRow(
                kind=code,
                name=BothLanguages(zh=kind.zh, en=kind.en),
                sound=chosen.sounds(code),
                muted=code in chosen.muted,
            )
            for code, kind in KINDS.items()
        ]

    async def unread(self) -> Unread:
        muted = (await message_settings(self._session, [self._user]))[self._user].muted
        rows = await self._session.execute(
            select(BoxMessage.kind, func.count())
            .where(self._mine, BoxMessage.read_at.is_(None), BoxMessage.kind.not_in(muted))
            .group_by(BoxMessage.kind)
        )
        kinds = {kind: int(count) for kind, count in rows}
        supervisors = await self._session.scalar(
            select(func.count()).where(LiveMessageReceipt.user_id == self._user, LiveMessageReceipt.read_at.is_(None))
        )
        return Unread(total=sum(kinds.values()), kinds=kinds, supervisors=int(supervisors or 0))

    async def read(self, message: str) -> None:
        """NotFound for a message that is not the asker's. Reading twice changes nothing."""
        row = await self._session.scalar(select(BoxMessage).where(BoxMessage.id == message, self._mine))
        if row is None:
            raise NotFound(f"there is no message {message} for you")
        if row.read_at is None:
            row.read_at = utcnow()
            await self._session.flush()
            await self._tell_pages()

    async def read_many(self, messages: Sequence[str]) -> int:
        """How many of these have become read; those that are not the asker's do not count."""
        return await self._change(update(BoxMessage).where(BoxMessage.id.in_(messages)))

    async def read_all(self, given: ReadAll) -> int:
        """How many have become read."""
        if given.kind is not None and given.kind not in KINDS:
            raise Invalid(f"there is no kind of message {given.kind}", field="kind")
        change = update(BoxMessage)
        if given.kind is not None:
            change = change.where(BoxMessage.kind == given.kind)
        if given.until is not None:
            change = change.where(BoxMessage.id <= given.until)
        return await self._change(change)

    async def _change(self, change: Update) -> int:
        """Those of the asker that he has not read have been read."""
        change = change.where(self._mine, BoxMessage.read_at.is_(None)).values(read_at=utcnow())
        changed = await self._session.scalars(change.returning(BoxMessage.id))
        count = len(changed.all())
        if count:
            await self._tell_pages()
        return count

    async def _tell_pages(self) -> None:
        """The user's other pages count anew."""
        counted = await self.unread()
        after_commit(self._session, Frame(self._user, READ_FRAME, counted.model_dump()))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Delete messages that were read long ago, or never and very long ago."""
    read = BoxMessage.read_at < now - timedelta(days=READ_DAYS)
    await session.execute(delete(BoxMessage).where(read | (BoxMessage.at < now - timedelta(days=UNREAD_DAYS))))


def _row(row: BoxMessage) -> BoxRow:
    return BoxRow(
        id=row.id,
        at=row.at,
        kind=row.kind,
        title=BothLanguages(zh=row.title_zh, en=row.title_en),
        subject=Subject(kind=row.subject_kind, id=row.subject_id) if row.subject_kind else None,
        read_at=row.read_at,
    )
