"""Messages that leave the house, and the templates that they are made from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class OutboxMessage(Base):
    """`kind`: email or sms. `state`: waiting, sending (claimed at `claimed_at`), sent, failed, cancelled. `once` makes
    a message unique: the same one is never put in twice. `options`: `values` of the template, `hidden` texts that
    nobody is shown (links that work without a log-in)."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_created_at", "state", "created_at"),
        Index("ix_outbox_subject_kind_subject_id", "subject_kind", "subject_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(String(200), index=True)
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text)
    once: Mapped[str] = mapped_column(String(120), unique=True)
    template: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    unit_id: Mapped[str] = mapped_column(String(26), default="root")
    customer_id: Mapped[str | None] = mapped_column(ID, index=True)
    subject_kind: Mapped[str] = mapped_column(String(32), default="")
    subject_id: Mapped[str] = mapped_column(String(64), default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    reference: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class MessageTemplate(Base):
    """A template of the company's, or its own wording of a shipped one. `document`: crm.outbox.templates.Template."""

    __tablename__ = "message_templates"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str | None] = mapped_column(ID)
