"""Outlets as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crm.paging import PageQuery
from crm.text import BothLanguages

OutletId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
State = Literal["active", "paused", "closed"]


class Staff(BaseModel):
    """Somebody who works there; `user_id` when he logs in."""

    model_config = ConfigDict(strict=True, extra="forbid")

    name: str = Field(min_length=1, max_length=64)
    phone: str = Field("", max_length=64)
    title: str = Field("", max_length=64)
    user_id: str | None = Field(None, max_length=26)


class OutletBody(BaseModel):
    """`serves`: regions that it serves, each with everything in it. `region`: where it lies; `lat`, `lon` (WGS 84) its
    place, else that of its region."""

    model_config = ConfigDict(strict=True, extra="forbid")

    unit_id: str = Field(min_length=1, max_length=26)
    name: BothLanguages
    state: State = "active"
    phone: str = Field("", max_length=64)
    region: RegionCode | Literal[""] = ""
    address: str = Field("", max_length=300)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    serves: list[RegionCode] = Field(default_factory=list, max_length=500)
    staff: list[Staff] = Field(default_factory=list, max_length=500)
    notes: str = Field("", max_length=20_000)


class NewOutlet(OutletBody):
    id: OutletId


class OutletChange(BaseModel):
    """What is absent stays; lists are replaced. With `version` the change is refused when somebody changed the outlet
    since."""

    model_config = ConfigDict(strict=True, extra="forbid")

    version: int | None = None
    unit_id: str | None = Field(None, min_length=1, max_length=26)
    name: BothLanguages | None = None
    state: State | None = None
    phone: str | None = Field(None, max_length=64)
    region: RegionCode | Literal[""] | None = None
    address: str | None = Field(None, max_length=300)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    serves: list[RegionCode] | None = Field(None, max_length=500)
    staff: list[Staff] | None = Field(None, max_length=500)
    notes: str | None = Field(None, max_length=20_000)


class OutletRow(OutletBody):
    """`region_zh`, `region_en`: where it lies, in words; `centre_id` the unit above its own."""

    id: str
    region_zh: str
    region_en: str
    centre_id: str | None
    created_at: datetime
    updated_at: datetime
    version: int


class OutletQuery(PageQuery):
    """`q`: part of number, name, phone or address. `region`: those that serve it, or serve a part of it."""

    q: str | None = Field(None, max_length=100)
    region: RegionCode | None = None
    unit: str | None = Field(None, max_length=26)
    state: State | None = None


class NearestQuery(BaseModel):
    """A region (GB/T 2260), a point, or both: the point says how far, the region who is in charge."""

    model_config = ConfigDict(extra="forbid")

    region: RegionCode | None = None
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    limit: int = Field(5, ge=1, le=50)


class NearestRow(BaseModel):
    """`why`: region (it serves the region, `serves` the one that says so) or distance. `km` is the great circle, null
    when no place is known; `approximate`: from or to the middle of a region."""

    outlet: OutletRow
    why: Literal["region", "distance"]
    serves: str
    km: float | None
    approximate: bool
    why_zh: str
    why_en: str
