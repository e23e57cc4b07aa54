"""Customers as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from crm.customers.parts import Address, ProductRow, RelationRow
from crm.fields.query import FieldFilters
from crm.paging import Moment, PageQuery, PeriodQuery

Sex = Literal["", "male", "female"]
Kind = Literal["person", "company", "dealer"]
Code = Annotated[str, StringConstraints(max_length=32)]
UserId = Annotated[str, StringConstraints(max_length=26)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
Without = Literal["category", "source", "level", "owner", "region", "province", "tag"]
FieldValues = Annotated[dict[str, JsonValue], Field(max_length=100)]


def _once(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


Tags = Annotated[list[Tag], Field(max_length=20), AfterValidator(_once)]


class Phone(BaseModel):
    """Taken in any spelling, shown normalised (E.164, short codes in national form). `id` stands for a number that is
    there where it may be dialled and not be seen (POST /agent/dial); with it a masked number stays what it is."""

    model_config = ConfigDict(strict=True, extra="forbid", from_attributes=True)

    number: str = Field(min_length=2, max_length=64)
    label: str = Field("", max_length=32)
    id: str | None = Field(None, max_length=26)


class CustomerRow(BaseModel):
    """`fields`: values of administrators' fields (GET /customer-fields says what they are)."""

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
    region_code: str
    region_zh: str
    region_en: str
    address: str
    note: str
    tags: list[str]
    fields: dict[str, Any]
    no_sms: bool
    provisional: bool
    unit_id: str
    owner_id: str | None
    last_contact_at: datetime | None
    last_served_at: datetime | None
    last_agent_id: str | None
    created_at: datetime
    created_by: str | None
    updated_at: datetime
    erased_at: datetime | None
    version: int
    phones: list[Phone]


class CustomerDetail(CustomerRow):
    """The whole record. `names`: `KIND:ID` → what the ids in its fields are called (units, customers, products)."""

    names: dict[str, dict[str, str]] = Field(default_factory=dict)
    addresses: list[Address]
    products: list[ProductRow] = Field(default_factory=list)
    relations: list[RelationRow] = Field(default_factory=list)


class CustomerFilters(FieldFilters):
    """`q`: see GET /customers. `product`: a serial number or bar code; `household`: a 户号; `region`: a code, with
    everything below it; `region_name`: as it is called in Chinese; `unit`: of exactly this one; `without`: those for
    whom nobody has said it (`region`: its name, `province`: its code); `served_by`: a user who has talked to him;
    `created_from` ≤ entered < `created_to`."""

    q: str | None = Field(None, max_length=100)
    phone: str | None = Field(None, max_length=64)
    kind: Kind | None = None
    category: Code | None = None
    source: Code | None = None
    level: Code | None = None
    region: str | None = Field(None, pattern=r"^\d{2,6}$")
    region_name: str | None = Field(None, max_length=64)
    tag: Code | None = None
    unit: UserId | None = None
    without: Without | None = None
    owner: UserId | None = None
    served_by: UserId | None = None
    product: str | None = Field(None, max_length=64)
    household: Code | None = None
    provisional: bool | None = None
    created_from: Moment | None = None
    created_to: Moment | None = None


class CustomerQuery(CustomerFilters, PageQuery):
    pass


class CustomerFields(BaseModel):
    """`addresses` replace all there are, and `address` becomes the first of them in one line. `owner_id`: the user who
    looks after him (归属坐席)."""

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
    tags: Tags = Field(default_factory=list)
    fields: FieldValues = Field(default_factory=dict)
    no_sms: bool = False
    owner_id: UserId | None = None
    addresses: list[Address] = Field(default_factory=list, max_length=20)


class NewCustomer(CustomerFields):
    """A name and at least one phone."""

    name: str = Field(min_length=1, max_length=100)
    phones: list[Phone] = Field(min_length=1, max_length=20)


class CustomerChange(CustomerFields):
    """What is absent stays, single values of `fields` too (null empties one). `version`, when given, is the one that
    the change was made from."""

    phones: list[Phone] | None = Field(None, min_length=1, max_length=20)
    version: int | None = None


TimelineKind = Literal[
    "call", "recording", "voicemail", "callback", "ticket", "order", "document", "message", "survey", "visit"
]  # fmt: skip


class TimelineQuery(PeriodQuery):
    """`kinds`: those wanted, with commas between them; absent: all."""

    kinds: str | None = Field(None, max_length=200)


class TimelineItem(BaseModel):
    """`id`: of the thing, of a survey its call. `data`: its row as in the list of its kind, short."""

    kind: TimelineKind
    at: datetime
    id: str
    data: dict[str, Any]
