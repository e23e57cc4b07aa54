"""Webhooks as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import LARGEST, PeriodQuery
from crm.routing.schemas import Strict


class NewWebhook(Strict):
    """`events`: types of the event catalogue, or `*` for all. It begins with the events that are stored from now on."""

    name: str = Field(min_length=1, max_length=100)
    url: str = Field(min_length=8, max_length=500)
    events: list[str] = Field(min_length=1, max_length=50)
    active: bool = True


class WebhookChange(Strict):
    """What is absent stays. `active: true` ends a suspension and goes on where it stopped; with `skip: true` at the
    newest event instead."""

    name: str | None = Field(None, min_length=1, max_length=100)
    url: str | None = Field(None, min_length=8, max_length=500)
    events: list[str] | None = Field(None, min_length=1, max_length=50)
    active: bool | None = None
    skip: bool = False


class WebhookRow(BaseModel):
    """`behind`: events stored after its position (of all types). `suspended`: why it was switched off by itself."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    url: str
    events: list[str]
    active: bool
    suspended: str
    position: int
    behind: int = 0
    dead_in_row: int
    created_at: datetime


class WebhookSecret(WebhookRow):
    """The answer that shows the secret, once."""

    secret: str


class DeliveryRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    event_id: int
    event_type: str
    state: str
    redelivery: bool
    attempts: int
    next_at: datetime | None
    status: int | None
    error: str
    seconds: float | None
    created_at: datetime
    tried_at: datetime


class DeliveryQuery(PeriodQuery):
    """Deliveries first tried at `from` ≤ instant < `to`."""

    state: Literal["pending", "delivered", "dead"] | None = None
    event: int | None = Field(None, ge=1, le=LARGEST)


class PingResult(BaseModel):
    """What the receiver made of a ping: its status, or why there was none."""

    ok: bool
    status: int | None
    error: str
    seconds: float
