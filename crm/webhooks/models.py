"""Who outside is told of events, and what became of telling them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.base import ID, Base


class Webhook(Base):
    """A subscription. `events`: types, or `*` for all. `position`: the last event that was taken up for it; those after
    it wait in the events themselves. `dead_in_row`: deliveries given up since the last that arrived. `suspended`: why
    it was switched off by itself."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[Any]]
    secret: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    suspended: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(BigInteger, default=0)
    dead_in_row: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ID)


class WebhookDelivery(Base):
    """One event for one subscription. `state`: pending (comes again at `next_at`), delivered or dead (given up).
    `redelivery`: asked for by somebody; it does not hold up the events after it."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_deliveries_webhook_id_state", "webhook_id", "state"),
        Index("ix_webhook_deliveries_tried_at", "tried_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ID, ForeignKey("webhooks.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(BigInteger)
    event_type: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12))
    redelivery: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    seconds: Mapped[float | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime]
