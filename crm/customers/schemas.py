"""Customers as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.paging import PageQuery

Sex = Literal["", "male", "female"]
Kind = Literal["person", "company"]
Code = Annotated[str, StringConstraints(max_length=32)]


class Phone(BaseModel):
    """Taken in any spelling, shown normalised (E.164, short codes in national form)."""

    model_config = ConfigDict(strict=True, extra="forbid", from_attributes=True)

    number: str = Field(min_length=2, max_length=64)
    label: str = Field("", max_length=32)


class CustomerRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    number: str
    kind: Kind
    name: str
    contact: str
    sex: Sex
    source: str
    category: str
    level: str
    language: str | None
    region_zh: str
    region_en: str
    address: str
    note: str
    provisional: bool
    owner_id: str | None
    last_contact_at: datetime | None
    last_served_at: datetime | None
    last_agent_id: str | None
    created_at: datetime
    updated_at: datetime
    version: int
    phones: list[Phone]


class CustomerQuery(PageQuery):
    """`q` finds a name, a customer number, or any part of a phone number."""

    q: str | None = Field(None, max_length=100)
    phone: str | None = Field(None, max_length=64)
    category: Code | None = None
    source: Code | None = None
    provisional: bool | None = None


class CustomerFields(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    kind: Kind = "person"
    name: str = Field("", max_length=100)
    contact: str = Field("", max_length=100)
    sex: Sex = ""
    source: Code = ""
    category: Code = ""
    level: Code = ""
    language: Literal["zh", "en"] | None = None
    region_zh: str = Field("", max_length=64)
    region_en: str = Field("", max_length=64)
    address: str = Field("", max_length=300)
    note: str = Field("", max_length=10_000)


class NewCustomer(CustomerFields):
    """A name and at least one phone."""

    name: str = Field(min_length=1, max_length=100)
    phones: list[Phone] = Field(min_length=1, max_length=20)


class CustomerChange(CustomerFields):
    """What is absent stays. `version`, when given, is the one that the change was made from."""

    phones: list[Phone] | None = Field(None, min_length=1, max_length=20)
    version: int | None = None


class TimelineItem(BaseModel):
    """`kind`: call, ticket or voicemail; `data` is its row as in the list of its kind, short."""

    kind: Literal["call", "ticket", "voicemail"]
    at: datetime
    id: str
    data: dict[str, Any]
