"""Tickets (工单), their remarks and their history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.base import ID, Base


class Ticket(Base):
    """`number` is digits only (YYYYMMDDNNNN), so that a caller can key it in. `status` follows tickets/process.py.

    `version` counts changes: an update must name the version it was made from."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_unit_id_status", "unit_id", "status"),
        Index("ix_tickets_customer_id_created_at", "customer_id", "created_at"),
        Index("ix_tickets_assignee_id_status", "assignee_id", "status"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    type: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text, default="")
    customer_id: Mapped[str | None] = mapped_column(ID)
    phone: Mapped[str] = mapped_column(String(64), default="", index=True)
    call_id: Mapped[str | None] = mapped_column(String(40), index=True)
    assignee_id: Mapped[str | None] = mapped_column(ID)
    created_by: Mapped[str | None] = mapped_column(ID, index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    remarks: Mapped[list[TicketRemark]] = relationship(lazy="raise", order_by="TicketRemark.id")
    history: Mapped[list[TicketChange]] = relationship(lazy="raise", order_by="TicketChange.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own declarative attribute


class TicketRemark(Base):
    __tablename__ = "ticket_remarks"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ID, ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]


class TicketChange(Base):
    """One change: field → [before, after]."""

    __tablename__ = "ticket_changes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ID, ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    changes: Mapped[dict[str, Any]]
    created_by: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
