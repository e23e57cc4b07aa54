"""The message box (消息盒子): what the system has to tell a user, one row per receiver."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class BoxMessage(Base):
    """`once`: a receiver gets what carries the same text only once. `subject_id` is "" where nothing can be opened."""

    __tablename__ = "box_messages"
    __table_args__ = (
        Index("ix_box_messages_user_id_read_at", "user_id", "read_at"),
        Index("uq_box_messages_user_id_once", "user_id", "once", unique=True),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    user_id: Mapped[str] = mapped_column(ID, ForeignKey("users.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(32))
    title_zh: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(32), default="")
    subject_id: Mapped[str] = mapped_column(String(64), default="")
    once: Mapped[str | None] = mapped_column(String(120))
    read_at: Mapped[datetime | None]
