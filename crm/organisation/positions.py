"""Positions (职位): a catalogue that does not depend on units."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.base import new_id
from crm.documents.usage import refuse_named
from crm.errors import Duplicate, InUse, NotFound
from crm.organisation.models import Position
from crm.organisation.schemas import NewPosition, PositionChange, PositionRow
from crm.text import BothLanguages
from crm.users.models import User


class PositionService:
    def __init__(self, session: AsyncSession, who: Principal) -> None:
        self._session = session
        self._who = who

    async def find(self) -> list[PositionRow]:
        """Highest first."""
        counted = await self._session.execute(
            select(User.position_id, func.count()).where(User.position_id.is_not(None)).group_by(User.position_id)
        )
        people = {row[0]: row[1] for row in counted}
        rows = await self._session.scalars(select(Position).order_by(Position.rank, Position.name_zh))
        return [_row(row, people.get(row.id, 0)) for row in rows]

    async def create(self, new: NewPosition, ident: str | None = None) -> PositionRow:
        """`ident`: the id that it has elsewhere, which nothing has here."""
        await self._check_name(new.name.zh, None)
        row = Position(id=ident or new_id(), name_zh=new.name.zh, name_en=new.name.en, rank=new.rank)
        self._session.add(row)
        note(self._session, self._who, "positions.create", "position", row.id, new.model_dump())
        await self._session.flush()
        return _row(row, 0)

    async def update(self, position_id: str, change: PositionChange) -> PositionRow:
        row = await self._get(position_id)
        if change.name is not None:
            await self._check_name(change.name.zh, position_id)
            row.name_zh, row.name_en = change.name.zh, change.name.en
        if change.rank is not None:
            row.rank = change.rank
        details = change.model_dump(exclude_unset=True)
        note(self._session, self._who, "positions.update", "position", row.id, details)
        await self._session.flush()
        return _row(row, await self._users(row.id))

    async def delete(self, position_id: str) -> None:
        """Raises InUse while somebody holds it, or a document type names it."""
        row = await self._get(position_id)
        if count := await self._users(row.id):
            raise InUse(f"{count} users hold this position", message_zh=f"仍有 {count} 名用户担任该职位")
        await refuse_named(self._session, "position", position_id)
        await self._session.delete(row)
        note(self._session, self._who, "positions.delete", "position", position_id, {"name_zh": row.name_zh})
        await self._session.flush()

    async def _get(self, position_id: str) -> Position:
        row: Position | None = await self._session.get(Position, position_id)
        if row is None:
            raise NotFound(f"there is no position {position_id}", message_zh="没有这个职位")
        return row

    async def _users(self, position_id: str) -> int:
        count = await self._session.scalar(
            select(func.count()).select_from(User).where(User.position_id == position_id)
        )
        return int(count or 0)

    async def _check_name(self, chinese: str, but: str | None) -> None:
        found = await self._session.scalar(select(Position.id).where(Position.name_zh == chinese))
        if found not in {None, but}:
            raise Duplicate(f"there is a position {chinese} already", field="name", message_zh="已有同名职位")


def _row(row: Position, users: int) -> PositionRow:
    return PositionRow(id=row.id, name=BothLanguages(zh=row.name_zh, en=row.name_en), rank=row.rank, users=users)
