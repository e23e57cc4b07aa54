"""What belongs to a customer besides his own data: addresses, products, relations, changes, as the API has them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from crm.regions.tree import china

AddressKind = Literal["home", "work", "delivery", "heating", "other"]


class Address(BaseModel):
    """`region`: a GB/T 2260 code. `community`, `building`, `unit`, `room`: 小区-楼-单元-室; `household`: 户号.
    `text`: the rest (street, village), or all of it."""

    model_config = ConfigDict(extra="forbid")

    kind: AddressKind = "home"
    region: str = Field("", pattern=r"^(\d{6})?$")
    text: str = Field("", max_length=200)
    community: str = Field("", max_length=60)
    building: str = Field("", max_length=20)
    unit: str = Field("", max_length=20)
    room: str = Field("", max_length=20)
    household: str = Field("", max_length=32)
    contact: str = Field("", max_length=60)
    phone: str = Field("", max_length=64)
    postcode: str = Field("", max_length=12)

    def line(self, region: str = "") -> str:
        """In one line, Chinese order; at most 300 characters. `region`: the region's name."""
        parts = [region + self.text, self.community]
        for value, sign in ((self.building, "楼"), (self.unit, "单元"), (self.room, "室")):
            if value:
                parts.append(value if value.endswith((sign, "号楼", "栋", "幢")) else value + sign)
        return "".join(parts)[:300]

    @property
    def empty(self) -> bool:
        return not any((self.region, self.text, self.community, self.household))


def region_names(code: str) -> dict[str, str]:
    """A region's names down to the city, as those that phone numbers tell; nothing without a code."""
    path = [one for one in china().path(code) if one.level != "district"]
    if not path:
        return {}
    zh, en = "".join(one.name_zh for one in path), ", ".join(one.name_en for one in reversed(path))
    return {"region_zh": zh[:64], "region_en": en[:64]}


class ProductBody(BaseModel):
    """A thing that the customer owns. What is absent stays, or is empty in a new one."""

    model_config = ConfigDict(extra="forbid")

    serial: str | None = Field(None, max_length=64)
    barcode: str | None = Field(None, max_length=64)
    model: str | None = Field(None, max_length=100)
    name: str | None = Field(None, max_length=100)
    bought_on: date | None = None
    warranty_until: date | None = None
    note: str | None = Field(None, max_length=500)


class ProductRow(BaseModel):
    """`in_warranty`: today, in the company's zone; null when nobody has said until when."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    serial: str
    barcode: str
    model: str
    name: str
    bought_on: date | None
    warranty_until: date | None
    note: str
    created_at: datetime
    in_warranty: bool | None = None


class NewRelation(BaseModel):
    """`customer_id` is <relation> of the one whose record this is; both see it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    customer_id: str = Field(max_length=26)
    relation: str = Field(max_length=32)
    note: str = Field("", max_length=200)


class RelationRow(BaseModel):
    """`customer_id`: the other one; his name only when the asker may see him. `direction`: who has entered it:
    outgoing (on this record) or incoming (on the other)."""

    id: str
    customer_id: str
    customer_number: str
    customer_name: str
    relation: str
    note: str
    direction: Literal["outgoing", "incoming"]


class ChangeRow(BaseModel):
    """`changes`: name → [before, after]; empty after an erasure of personal data. `names`: `KIND:ID` → what the ids in
    it are called, of what the asker may see."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    action: str
    changes: dict[str, Any]
    created_by: str | None
    created_at: datetime
    names: dict[str, dict[str, str]] = Field(default_factory=dict)
