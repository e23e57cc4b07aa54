"""The durable news and the business's own events as the house gives them out: in order, numbered without regard to the
core's restarts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import Base


class Event(Base):
    """`id` rises with the order of storing; some numbers may be missing. `epoch` and `n` are the core's journal and the
    number in it: an event is stored once. Those of the business have an epoch of their own (crm.events.store). `at` is
    UTC Unix seconds."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("epoch", "n"), Index("ix_events_at", "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    epoch: Mapped[str] = mapped_column(String(64))
    n: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[float]
    type: Mapped[str] = mapped_column(String(40))
    call_id: Mapped[str | None] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]
