"""Messages that callers left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Voicemail(Base):
    """`id` is its recording's id. `box` is its mailbox, or the name of a box that nobody has set up. `processed_at`:
    who is to be told has been told. A deleted message stays as a tombstone."""

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
    assigned_to: Mapped[str | None] = mapped_column(ID, index=True)
    ticket_id: Mapped[str | None] = mapped_column(ID)
    processed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None] = mapped_column(ID)
    delete_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")


class MailboxUser(Base):
    """A user who is told of a mailbox's messages, and may hear them, besides those whose box it is."""

    __tablename__ = "mailbox_users"

    mailbox_id: Mapped[str] = mapped_column(ForeignKey("mailboxes.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)


class Mailbox(Base):
    """A queue's, an agent's or a free mailbox; the first two are the queue's and the agent's only one. `options` as in
    crm.voicemails.schemas.MailboxOptions."""

    __tablename__ = "mailboxes"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    name: Mapped[dict[str, str]]
    queue_id: Mapped[str | None] = mapped_column(ForeignKey("queues.id"), unique=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"), unique=True)
    options: Mapped[dict[str, Any]]
