"""Callbacks, as the core's news tell of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Callback(Base):
    """`state`: waiting, attempt (an agent is on it) or ended; `result` is that of the last attempt, and of the end;
    `reason` and `reason_detail` say why it was refused (telephony/outside/refusals.py).
    `call_id` is the call in which it was asked for, `attempt_call_id` the latest that carried it out."""

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("ix_callbacks_state_entered_at", "state", "entered_at"),
        Index("ix_callbacks_queue_entered_at", "queue", "entered_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    queue: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(64), index=True)
    customer_id: Mapped[str | None] = mapped_column(ID)
    language: Mapped[str] = mapped_column(String(8), default="")
    source: Mapped[str] = mapped_column(String(12))
    requested_by: Mapped[str | None] = mapped_column(ID)
    requested_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    call_id: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    result: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(40), default="", server_default="")
    reason_detail: Mapped[str] = mapped_column(String(200), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    attempt_call_id: Mapped[str | None] = mapped_column(String(40))
    agent_id: Mapped[str | None] = mapped_column(ID)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(ID)
