"""Messages that callers left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Voicemail(Base):
    """`id` is its recording's id. `box` is a queue's or the company's mailbox."""

    __tablename__ = "voicemails"
    __table_args__ = (Index("ix_voicemails_box_left_at", "box", "left_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(String(40), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    box: Mapped[str] = mapped_column(String(64))
    from_number: Mapped[str] = mapped_column(String(64))
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    seconds: Mapped[float] = mapped_column(default=0.0)
    language: Mapped[str] = mapped_column(String(8), default="")
    left_at: Mapped[datetime] = mapped_column(index=True)
    heard_at: Mapped[datetime | None]
    heard_by: Mapped[str | None] = mapped_column(ID)
