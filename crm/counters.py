"""Numbers given out in a row (customer numbers, ticket numbers): one row per series, counted in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, String, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base
from crm.statements import insert_of


class Counter(Base):
    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


async def next_number(session: AsyncSession, name: str, start: int = 1) -> int:
    """The series' next number, `start` for a new series. Two transactions never get the same one."""
    connection = await session.connection()
    return await connection.run_sync(next_numbers, name, 1, start)


def next_numbers(connection: Connection, name: str, count: int, start: int = 1) -> int:
    """Take `count` numbers in a row; the first of them."""
    table: Any = Counter.__table__
    connection.execute(upsert(connection, table).values(name=name, value=start - 1).on_conflict_do_nothing())
    value = connection.scalar(
        update(table).where(table.c.name == name).values(value=table.c.value + count).returning(table.c.value)
    )
    if value is None:
        raise RuntimeError(f"counter {name} vanished")
    return int(value) - count + 1


def upsert(connection: Connection | AsyncConnection, table: Any) -> Any:
    """The database's own INSERT, which knows ON CONFLICT."""
    return insert_of(connection.dialect.name, table)
