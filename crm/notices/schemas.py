"""Notices as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.attachments.service import AttachmentRow
from crm.paging import Moment, PageQuery

Kind = Literal["notice", "paper"]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class NewNotice(_Body):
    """`units`: for these and those below; absent: the whole company. `starts_at` absent: now; `ends_at` absent: until
    it is withdrawn. `reference`: a paper's 文号. `body` is Markdown. `attachments`: ids of uploads."""

    kind: Kind = "notice"
    reference: str = Field("", max_length=64)
    title: str = Field(min_length=1, max_length=200)
    body: str = Field("", max_length=100_000)
    units: list[str] = Field(default_factory=lambda: ["root"], min_length=1, max_length=200)
    pinned: bool = False
    starts_at: Moment | None = Field(None, strict=False)
    ends_at: Moment | None = Field(None, strict=False)
    attachments: list[str] = Field(default_factory=list, max_length=50)


class NoticeChange(_Body):
    """What is absent stays. `version` is the one that the change was made from; `again`: everybody has to read it once
    more, and is told."""

    version: int
    reference: str | None = Field(None, max_length=64)
    title: str | None = Field(None, min_length=1, max_length=200)
    body: str | None = Field(None, max_length=100_000)
    units: list[str] | None = Field(None, min_length=1, max_length=200)
    pinned: bool | None = None
    starts_at: Moment | None = Field(None, strict=False)
    ends_at: Moment | None = Field(None, strict=False)
    attachments: list[str] | None = Field(None, max_length=50)
    again: bool = False


class NoticeRow(BaseModel):
    """`current`: shown now. `read_at`: when the asker has read it."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: Kind
    reference: str
    unit_id: str
    title: str
    pinned: bool
    starts_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None
    created_by: str | None
    updated_at: datetime
    version: int
    current: bool = False
    read_at: datetime | None = None


class NoticeDetail(NoticeRow):
    """`readers` and `read` count for those who may change it: how many it is for, how many have read it."""

    body: str
    units: list[str]
    attachments: list[AttachmentRow] = Field(default_factory=list)
    may_edit: bool = False
    readers: int | None = None
    read: int | None = None


class NoticeQuery(PageQuery):
    """`unread`: what I have not read. `current` false: also what is over, withdrawn or yet to come, as far as one may
    change it."""

    q: str | None = Field(None, max_length=100)
    kind: Kind | None = None
    unread: bool = False
    current: bool = True


class ReceiptQuery(PageQuery):
    """`read` true: who has read it; false: who has not."""

    read: bool | None = None


class Receipt(BaseModel):
    user_id: str
    name: str
    number: str | None
    unit_id: str
    read_at: datetime | None
