"""Numbers given out in a row (customer numbers, ticket numbers): one row per series, counted in the database."""

from __future__ import annotations

from sqlalchemy import String, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base


class Counter(Base):
    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


async def next_number(session: AsyncSession, name: str, start: int = 1) -> int:
    """The series' next number, `start` for a new series. Two transactions never get the same one."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    await session.execute(insert(Counter).values(name=name, value=start - 1).on_conflict_do_nothing())
    value = await session.scalar(
        update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    )
    if value is None:
        raise RuntimeError(f"counter {name} vanished")
    return int(value)
