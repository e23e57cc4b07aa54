"""The outbox as the API shows and takes it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.outbox.templates import Kind, Language
from crm.paging import Page, PeriodQuery

State = Literal["waiting", "sending", "sent", "failed", "cancelled"]


class OutboxQuery(PeriodQuery):
    """`q` finds part of a recipient or of the text; `subject_kind` and `subject_id` the record that a message is
    about."""

    q: str | None = Field(None, max_length=100)
    kind: Kind | None = None
    state: State | None = None
    template: str | None = Field(None, max_length=64)
    customer: str | None = Field(None, max_length=26)
    subject_kind: str | None = Field(None, max_length=32)
    subject_id: str | None = Field(None, max_length=64)


class OutboxRow(BaseModel):
    """`body` as sent, with ••• in place of links that work without a log-in. `next_at`: when it is tried again;
    `reference`: what the provider calls it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: Kind
    recipient: str
    subject: str
    body: str
    template: str
    language: str
    state: State
    attempts: int
    error: str
    reference: str
    unit_id: str
    customer_id: str | None
    subject_kind: str
    subject_id: str
    created_by: str | None
    created_at: datetime
    next_at: datetime | None
    sent_at: datetime | None


class GatewayState(BaseModel):
    """`state`: none (not configured: messages stay in the outbox), off, ok, or failing (`error` says why; it is tried
    again at `next_at`)."""

    kind: Kind
    state: Literal["none", "off", "ok", "failing"]
    waiting: int
    error: str = ""
    next_at: datetime | None = None


class OutboxPage(Page[OutboxRow]):
    """`gateways` say whether anything leaves at all."""

    gateways: list[GatewayState]


class NewMessage(BaseModel):
    """A message by a template. `to`: a phone number, or an address for e-mail. `customer_id`, and the record that it is
    about, are remembered with it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    template: str = Field(min_length=1, max_length=64)
    language: Language = "zh"
    to: str = Field(min_length=3, max_length=200)
    values: dict[str, str] = Field(default_factory=dict, max_length=40)
    customer_id: str | None = Field(None, max_length=26)
    subject_kind: str = Field("", max_length=32)
    subject_id: str = Field("", max_length=64)
