"""Short messages from supervisors to agents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class LiveMessage(Base):
    """`queues` names the queues whose agents were meant; empty when agents were named one by one."""

    __tablename__ = "live_messages"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    at: Mapped[datetime]
    sender_id: Mapped[str | None] = mapped_column(ID, ForeignKey("users.id"), index=True)
    sender_name: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(500))
    queues: Mapped[str] = mapped_column(String(1000), default="")


class LiveMessageReceipt(Base):
    """To whom a message went, and when he read it."""

    __tablename__ = "live_message_receipts"
    __table_args__ = (Index("ix_live_message_receipts_user_id_message_id", "user_id", "message_id"),)

    message_id: Mapped[str] = mapped_column(ID, ForeignKey("live_messages.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    read_at: Mapped[datetime | None]


class AlarmEpisode(Base):
    """An alarm from its beginning to its end, which is null while it is on. `severity` is the worst it had; the words
    and `value` are the latest. `queue` and `measure`: of a queue beyond one of its limits."""

    __tablename__ = "alarm_episodes"
    __table_args__ = (
        Index("ix_alarm_episodes_began_at", "began_at"),
        Index("ix_alarm_episodes_alarm_ended_at", "alarm", "ended_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    alarm: Mapped[str] = mapped_column(String(200))
    severity: Mapped[str] = mapped_column(String(16))
    zh: Mapped[str] = mapped_column(String(500))
    en: Mapped[str] = mapped_column(String(500))
    value: Mapped[float | None]
    limit: Mapped[float | None]
    queue: Mapped[str | None] = mapped_column(String(64))
    measure: Mapped[str | None] = mapped_column(String(32))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
