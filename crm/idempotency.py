"""Requests that carry a key are carried out once, however often they are sent (double clicks, retries)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlalchemy import String, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base, utcnow
from crm.counters import upsert
from crm.errors import Invalid
from telephony.errors import NotPossible

KEPT = timedelta(days=2)
LONGEST = 64


class IdempotencyKey(Base):
    """A request that was carried out: sent again with the same key, it changes nothing and is answered the same way."""

    __tablename__ = "idempotency_keys"

    user_id: Mapped[str] = mapped_column(String(26), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(index=True)


_table: Any = IdempotencyKey.__table__


class Once:
    """`key` None: nothing is remembered. The key is taken in the transaction of the work itself: of two requests at the
    same time the second waits, and finds what the first has done; when the first fails, its key is free again."""

    def __init__(self, session: AsyncSession, user: str | None, key: str | None, *what: str | BaseModel) -> None:
        if key is not None and not (1 <= len(key) <= LONGEST and key.isprintable()):
            raise Invalid(f"Idempotency-Key: 1 to {LONGEST} printable characters", field="Idempotency-Key")
        self._session = session
        self._user = user or ""
        self._key = key
        said = "\n".join(part if isinstance(part, str) else part.model_dump_json() for part in what)
        self._digest = hashlib.sha256(said.encode()).hexdigest()

    async def before(self) -> str | None:
        """What an earlier request with this key was about, or None when this is the first. Raises NotPossible when that
        one asked for something else."""
        if self._key is None:
            return None
        values = {
            "user_id": self._user,
            "key": self._key,
            "digest": self._digest,
            "subject": "",
            "created_at": utcnow(),
        }
        statement = upsert(await self._session.connection(), _table).values(values | {"created_at": utcnow()})
        taken = await self._session.scalar(statement.on_conflict_do_nothing().returning(_table.c.key))
        if taken is not None:
            return None
        row = await self._session.get_one(IdempotencyKey, (self._user, self._key), populate_existing=True)
        if row.digest != self._digest:
            raise NotPossible(
                "this Idempotency-Key was used for another request", message_zh="该幂等键已用于其他请求，请换一个"
            )
        return row.subject

    async def after(self, subject: str) -> None:
        """Keep what it was about."""
        if self._key is not None:
            await self._session.execute(
                update(_table).where(_table.c.user_id == self._user, _table.c.key == self._key).values(subject=subject)
            )


async def forget_old(session: AsyncSession) -> None:
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < utcnow() - KEPT))
