"""Tickets as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from crm.paging import PeriodQuery
from crm.tickets.process import Status


class TicketRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    number: str
    type: str
    status: Status
    title: str
    customer_id: str | None
    customer_name: str = ""
    phone: str
    call_id: str | None
    unit_id: str
    department_zh: str = ""
    department_en: str = ""
    assignee_id: str | None
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    version: int


class Remark(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    text: str
    created_by: str | None
    created_at: datetime


class TicketHistoryItem(BaseModel):
    """`changes`: field → [before, after]."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    action: str
    changes: dict[str, Any]
    created_by: str | None
    created_at: datetime


class TicketDetail(TicketRow):
    """`next` are the statuses to which the asker may take it from here."""

    content: str
    remarks: list[Remark]
    history: list[TicketHistoryItem]
    next: list[Status] = Field(default_factory=list)


class TicketQuery(PeriodQuery):
    """`mine`: assigned to me or entered by me. `open`: true for those not closed. `call`: entered in that call, or
    linked to it afterwards."""

    q: str | None = Field(None, max_length=100)
    status: Status | None = None
    type: str | None = Field(None, max_length=32)
    customer: str | None = Field(None, max_length=26)
    call: str | None = Field(None, max_length=40)
    assignee: str | None = Field(None, max_length=26)
    mine: bool = False
    open: bool | None = None


class NewTicket(BaseModel):
    """`unit_id` is the department in charge; absent: the one of who enters it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    type: str = Field(min_length=1, max_length=32)
    title: str = Field(min_length=1, max_length=200)
    content: str = Field("", max_length=20_000)
    customer_id: str | None = Field(None, max_length=26)
    phone: str = Field("", max_length=64)
    call_id: str | None = Field(None, max_length=40)
    unit_id: str | None = Field(None, max_length=26)
    assignee_id: str | None = Field(None, max_length=26)


class TicketChange(BaseModel):
    """What is absent stays. `version` is the one that the change was made from. `remark`: why; wanted when it is
    cancelled, suspended, sent back or opened again."""

    model_config = ConfigDict(strict=True, extra="forbid")

    version: int
    type: str | None = Field(None, min_length=1, max_length=32)
    status: Status | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    content: str | None = Field(None, max_length=20_000)
    customer_id: str | None = Field(None, max_length=26)
    phone: str | None = Field(None, max_length=64)
    unit_id: str | None = Field(None, max_length=26)
    assignee_id: str | None = Field(None, max_length=26)
    remark: str = Field("", max_length=2_000)


class NewRemark(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    text: str = Field(min_length=1, max_length=10_000)
